package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.FileApiKeyStore;
import io.github.ollamaguard.key.Role;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysCommandTest {
    @TempDir
    private Path directory;

    private Path file;
    private String out = "";
    private String err = "";

    @BeforeEach
    void nameFile() {
        file = directory.resolve("keys.txt");
    }

    @Test
    void aNewKeyIsPrintedOnceAndAlone() throws Exception {
        assertThat(keys("create --name alice --models llama3.2*,qwen3:* --roles infer,manage --expires 2099-12-31"))
                .isZero();

        String key = out.strip();
        assertThat(out).matches("ogk_[0-9A-Za-z_]{60}\\R");
        assertThat(err).contains("'alice'", "keys.txt").doesNotContain(key);
        assertThat(Files.readString(file)).contains("sha256:").doesNotContain(key);
        ApiKey known = FileApiKeyStore.open(file).find(key).orElseThrow();
        assertThat(known.name()).isEqualTo("alice");
        assertThat(known.has(Role.MANAGE)).isTrue();
        assertThat(known.models()).hasToString("[llama3.2*, qwen3:*]");
        assertThat(known.expires()).isEqualTo(Instant.parse("2100-01-01T00:00:00Z"));
    }

    @Test
    void theListIsATableWithoutKeysAndDigests() throws Exception {
        Files.writeString(file, """
                secret1  expires=2020-01-01
                # comment
                secret2  name=alice  roles=manage,infer  models=llama3.2*,qwen3:*  expires=2099-12-31
                secret3  name=bob  expires=2099-12-31T18:00:00Z  models=gpt-oss:cloud
                """);

        assertThat(keys("list")).isZero();

        assertThat(out.lines())
                .containsExactly(
                        "NAME   ROLES         MODELS             EXPIRES               STATE",
                        "key-1  infer         *                  2020-01-01            expired",
                        "alice  infer,manage  llama3.2*,qwen3:*  2099-12-31            valid",
                        "bob    infer         gpt-oss:cloud      2099-12-31T18:00:00Z  valid");
        assertThat(err).isEmpty();
    }

    @Test
    void aRevokedKeyIsUnknown() throws Exception {
        Files.writeString(file, "one name=alice\ntwo name=bob\n");

        assertThat(keys("revoke alice")).isZero();

        assertThat(out).isEmpty();
        assertThat(err).isEmpty();
        assertThat(FileApiKeyStore.open(file).find("one")).isEmpty();
        assertThat(FileApiKeyStore.open(file).find("two")).isPresent();
    }

    @Test
    void whoRevokesARotatedKeyIsToldOfItsPredecessor() throws Exception {
        Files.writeString(file, "one name=alice\n");
        keys("rotate alice");

        assertThat(keys("revoke alice")).isZero();

        assertThat(err.strip()).isEqualTo("Still valid: alice.1");
    }

    @ParameterizedTest
    @CsvSource({"'', 86400", "--overlap 90m, 5400", "--overlap 7d, 604800", "--overlap 30s, 30", "--overlap 0, 0"})
    void aRotatedKeyLeavesTheOldOneValidForAWhile(String option, long seconds) throws Exception {
        Files.writeString(file, "one name=alice\n");
        Instant before = Instant.now();

        assertThat(keys("rotate alice " + option)).isZero();

        FileApiKeyStore store = FileApiKeyStore.open(file);
        assertThat(store.find(out.strip()).orElseThrow().name()).isEqualTo("alice");
        assertThat(store.find("one").isPresent()).isEqualTo(seconds > 0);
        Instant end = Instant.parse(Files.readString(file).strip().replaceAll("(?s).* name=alice\\.1  expires=", ""));
        assertThat(end).isBetween(before.plusSeconds(seconds - 1), Instant.now().plusSeconds(seconds));
    }

    @Test
    void aRotatedKeyMayGetALaterEnd() throws Exception {
        Files.writeString(file, "one name=alice expires=2020-01-01\n");

        assertThat(keys("rotate alice --expires 2099-12-31")).isZero();

        assertThat(FileApiKeyStore.open(file).find(out.strip())).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            revoke nobody                       | there is no key with this name
            rotate nobody                       | there is no key with this name
            create --name alice                 | the name 'alice' is taken by another key
            create --name a/b                   | attribute 'name' must have
            create --name b --models a,,b       | attribute 'models' must have
            create --name b --roles admin       | attribute 'roles' must have
            create --name b --expires tomorrow  | attribute 'expires' must have
            create --name b --expires 2020-01-01| expired already
            create                              | --name
            revoke                              | NAME
            rotate alice --overlap soon         | such as 90m, 24h or 7d
            rotate alice --overlap -1h          | --overlap
            list alice                          | alice
            list --foo                          | --foo
            frobnicate                          | frobnicate
            """)
    void whatCannotBeDoneIsToldInOneLineAndChangesNothing(String arguments, String hint) throws Exception {
        Files.writeString(file, "one name=alice\ntwo\n");

        assertThat(keys(arguments)).isEqualTo(2);

        assertRefused(hint);
        assertThat(file).hasContent("one name=alice\ntwo\n");
    }

    @Test
    void theLastKeyCannotBeRevoked() throws Exception {
        Files.writeString(file, "one name=alice\n");

        assertThat(keys("revoke alice")).isEqualTo(2);

        assertRefused("create another key first");
    }

    @Test
    void aCommandIsNeeded() {
        assertThat(run(List.of("keys"))).isEqualTo(2);

        assertRefused("Missing required subcommand");
    }

    @Test
    void anInvalidFileIsNamedWithItsLine() throws Exception {
        Files.writeString(file, "hunter2 colour=red\n");

        for (String command : List.of("list", "create --name a", "revoke a", "rotate a")) {
            assertThat(keys(command)).as(command).isEqualTo(2);
            assertRefused("keys.txt line 1: unknown attribute 'colour'");
            assertThat(err).doesNotContain("hunter2");
        }
    }

    @Test
    void aDirectoryThatDoesNotExistIsToldInOneLine() {
        file = directory.resolve("nowhere/keys.txt");

        assertThat(keys("create --name alice")).isEqualTo(2);
        assertRefused("directory must exist");
        assertThat(keys("list")).isEqualTo(2);
        assertRefused("keys.txt: does not exist");
    }

    @Test
    void optionsOfTheServerAreNotSilentlyIgnored() throws Exception {
        Path other = Files.writeString(directory.resolve("other.txt"), "one\n");

        assertThat(run(List.of("--keys", other.toString(), "keys", "create", "--name", "alice")))
                .isEqualTo(2);

        assertRefused("behind 'keys create'");
        assertThat(other).hasContent("one\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "list", "revoke", "rotate"})
    void everyCommandHasHelp(String command) {
        assertThat(keys(command + " --help")).isZero();

        assertThat(out).contains("Usage: ollama-guard-demo keys " + command, "--keys=FILE");
    }

    @Test
    void everyExampleOfTheDocumentIsACommand() throws Exception {
        String program = "java -jar ollama-guard-demo.jar ";
        List<String> examples = Files.readAllLines(Path.of("../docs/keys.md")).stream()
                .filter(line -> line.startsWith(program))
                .toList();

        assertThat(examples).hasSizeGreaterThan(4);
        for (String example : examples) {
            String[] arguments = example.substring(program.length()).split(" ");
            assertThatNoException()
                    .as(example)
                    .isThrownBy(() -> OllamaGuardDemo.commandLine().parseArgs(arguments));
        }
    }

    private void assertRefused(String hint) {
        assertThat(out).isEmpty();
        assertThat(err.lines())
                .singleElement()
                .asString()
                .startsWith("ollama-guard-demo: ")
                .contains(hint);
    }

    private int keys(String command) {
        List<String> arguments = new ArrayList<>(List.of("keys"));
        arguments.addAll(List.of(command.strip().split(" +")));
        arguments.addAll(List.of("--keys", file.toString()));
        return run(arguments);
    }

    private int run(List<String> arguments) {
        StringWriter outWriter = new StringWriter();
        StringWriter errWriter = new StringWriter();
        int code = OllamaGuardDemo.commandLine()
                .setOut(new PrintWriter(outWriter, true))
                .setErr(new PrintWriter(errWriter, true))
                .execute(arguments.toArray(String[]::new));
        out = outWriter.toString();
        err = errWriter.toString();
        return code;
    }
}
