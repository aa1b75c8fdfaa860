package io.github.ollamaguard.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/options.md} true: when it fails, copy the table from the message. */
class OptionsDocumentTest {
    private static final String HEAD = "| setting | default | environment variable | meaning |\n|---|---|---|---|\n";

    @Test
    void tableIsThatOfTheCode() throws IOException {
        Path document = Path.of(System.getProperty("basedir", "."), "..", "docs", "options.md");

        assertThat(table(Files.readString(document))).isEqualTo(HEAD + rows());
    }

    private static String table(String markdown) {
        return markdown.lines()
                .dropWhile(line -> !line.startsWith("| setting |"))
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String rows() {
        return Setting.all().stream().map(OptionsDocumentTest::row).collect(Collectors.joining());
    }

    private static String row(Setting<?> setting) {
        String defaultText = setting.defaultText() == null ? "none" : "`" + setting.defaultText() + "`";
        return "| `%s` | %s | `%s` | %s |%n"
                .formatted(setting.name(), defaultText, setting.environmentName(), setting.help())
                .replace(System.lineSeparator(), "\n");
    }
}
