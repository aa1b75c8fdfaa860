package io.github.ollamaguard.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installs as {@code docs/tomcat.md} says; the other tests here run what it installs. */
class TomcatPageIT {
    private static final Path PROJECT = Path.of(System.getProperty("basedir", "."), "..");
    private static final Pattern SHELL = Pattern.compile("(?s)```sh\\n(.*?)```");

    @TempDir
    private Path base;

    @Test
    void commandsInstallTheWarAndAKeyThatNobodyElseCanRead() throws Exception {
        Files.createDirectories(base.resolve("webapps"));
        String commands = SHELL.matcher(Files.readString(PROJECT.resolve("docs/tomcat.md")))
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow()
                .replaceAll("```(sh)?|mvn .*", "");
        assumeThat(shell("command -v openssl")).isZero();

        assertThat(shell("set -e\n" + commands)).isZero();

        Path keys = base.resolve("conf/ollama-guard/keys.txt");
        assertThat(Files.readString(keys)).matches("[0-9a-f]{64}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rw-------");
        assertThat(base.resolve("webapps/ollama.war")).hasSameBinaryContentAs(Path.of(System.getProperty("war.file")));
    }

    private int shell(String commands) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", commands).directory(PROJECT.toFile());
        shell.environment().put("CATALINA_BASE", base.toString());
        return shell.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }
}
