package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad usage and bad configuration: exit code 2, and one line that says what is wrong and how to fix it. */
class ExitCodeIT {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --no-such-option                             | Unknown option: '--no-such-option' (see --help)
            something                                    | something
            --port                                       | --port
            --port many                                  | --port
            --port 70000                                 | from 0 to 65535
            --drain soon                                 | 90s
            --host 203.0.113.7                           | --host
            --upstream ftp://127.0.0.1                   | http://127.0.0.1:11434
            --upstream 127.0.0.1:11434                   | http://127.0.0.1:11434
            --upstream http://user:secret@127.0.0.1      | http://127.0.0.1:11434
            --upstream http://127.0.0.1 --demo-model     | leave one of them out
            --demo-model --keys no/such/directory/k.txt  | --keys
            """)
    void badUsage(String arguments, String hint) throws Exception {
        assertRefused(Map.of(), hint, arguments.split(" "));
    }

    @Test
    void unknownSetting() throws Exception {
        assertRefused(Map.of("OLLAMA_GUARD_MAX_BODDY", "1MiB"), "OLLAMA_GUARD_MAX_BODDY", "--demo-model");
    }

    @Test
    void badValueOfASetting() throws Exception {
        assertRefused(Map.of("OLLAMA_GUARD_MAX_BODY", "lots"), "64MiB", "--demo-model");
    }

    @Test
    void invalidKeysFile() throws Exception {
        Files.writeString(directory.resolve("keys.txt"), "good-key\nother-key colour=blue\n");

        String message = assertRefused(Map.of(), "keys.txt line 2", "--demo-model");

        assertThat(message).doesNotContain("good-key", "other-key");
    }

    @Test
    void keysFileThatCannotBeRead() throws Exception {
        Files.createDirectory(directory.resolve("keys.txt"));

        assertRefused(Map.of(), "keys.txt", "--demo-model");
    }

    @Test
    void invalidModelPolicy() throws Exception {
        Files.writeString(directory.resolve("policy.txt"), "* num_ctx.max=large\n");

        assertRefused(Map.of("OLLAMA_GUARD_MODEL_POLICY", "policy.txt"), "policy.txt line 1", "--demo-model");
    }

    @Test
    void missingModelPolicyLeavesNoKeysFileBehind() throws Exception {
        assertRefused(Map.of("OLLAMA_GUARD_MODEL_POLICY", "no.txt"), "no.txt: does not exist", "--demo-model");

        assertThat(directory.resolve("keys.txt")).doesNotExist();
    }

    @Test
    void portInUseLeavesNoKeysFileBehind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());

            assertRefused(Map.of(), "in use: choose another one with --port", "--demo-model", "--port", port);
        }
        assertThat(directory.resolve("keys.txt")).doesNotExist();
    }

    private String assertRefused(Map<String, String> environment, String hint, String... arguments) throws Exception {
        try (GuardProcess guard = GuardProcess.start(directory, environment, arguments)) {
            assertThat(guard.awaitExit()).isEqualTo(2);
            assertThat(guard.remainingOutput()).isEmpty();
            assertThat(guard.errors().lines())
                    .singleElement()
                    .asString()
                    .contains(hint)
                    .doesNotContain("secret");
            return guard.errors();
        }
    }
}
