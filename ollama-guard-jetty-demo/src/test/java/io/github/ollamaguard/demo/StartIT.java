package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ollamaguard.testing.RawClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartIT {
    @TempDir
    private Path directory;

    @Test
    void firstStartPrintsAKeyAndAnExampleThatWorks() throws Exception {
        try (GuardProcess guard = GuardProcess.startDemo(directory)) {
            GuardProcess.Banner banner = guard.awaitBanner();

            Path keys = directory.resolve("keys.txt");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                    .isEqualTo("rw-------");
            assertThat(banner.newKey()).matches("ogk_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}");
            assertThat(banner.text()).contains(keys.toRealPath().toString(), "DEMO MODEL");
            assertThat(Shell.run(banner.curl())).startsWith("data: {").endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void laterStartPrintsNoKeyAndLeavesTheFileAlone() throws Exception {
        Path keys = Files.writeString(directory.resolve("my-keys.txt"), "a-key-of-somebody\n");
        try (GuardProcess guard = GuardProcess.startDemo(directory, "--keys", "my-keys.txt")) {
            assertThat(guard.awaitBanner().text()).contains("YOUR_KEY").doesNotContain("a-key-of-somebody", "New key");
            assertThat(guard.errors()).doesNotContain("a-key-of-somebody");
            assertThat(keys).hasContent("a-key-of-somebody\n");
        }
    }

    @Test
    void withoutOllamaTheDemoModelIsServedAndAnnounced() throws Exception {
        URI usual = URI.create("http://127.0.0.1:11434");
        assumeThat(UpstreamProbe.look(usual).state()).isEqualTo(UpstreamProbe.State.NOBODY_LISTENS);
        try (GuardProcess guard = GuardProcess.start(directory, Map.of(), "--port", "0")) {
            assertThat(guard.awaitBanner().text()).contains("no Ollama at " + usual, "DEMO MODEL", "demo:latest");
        }
    }

    @Test
    void configuredUpstreamIsUsedEvenWhileItIsDown() throws Exception {
        Map<String, String> environment = Map.of("OLLAMA_HOST", "127.0.0.1:9");
        try (GuardProcess guard = GuardProcess.start(directory, environment, "--port", "0")) {
            assertThat(guard.awaitBanner().text())
                    .contains("http://127.0.0.1:9", "WARNING: it does not answer now")
                    .doesNotContain("DEMO MODEL");
        }
    }

    @Test
    void prefixMovesEverything() throws Exception {
        Map<String, String> environment = Map.of("OLLAMA_GUARD_PREFIX", "/");
        try (GuardProcess guard = GuardProcess.start(directory, environment, "--port", "0", "--demo-model")) {
            GuardProcess.Banner banner = guard.awaitBanner();

            assertThat(banner.address().getPath()).isEmpty();
            assertThat(Shell.run(banner.curl())).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void playgroundIsThereUntilItIsSwitchedOff() throws Exception {
        try (GuardProcess guard = GuardProcess.startDemo(directory)) {
            GuardProcess.Banner banner = guard.awaitBanner();
            assertThat(banner.text()).contains("Playground " + banner.address() + "/\n");
            assertThat(browser(banner.address()).rest()).contains("<title>Ollama Guard</title>");
        }
        Map<String, String> environment = Map.of("OLLAMA_GUARD_PLAYGROUND", "false");
        try (GuardProcess guard = GuardProcess.start(directory, environment, "--port", "0", "--demo-model")) {
            GuardProcess.Banner banner = guard.awaitBanner();
            assertThat(banner.text()).doesNotContain("Playground");
            assertThat(browser(banner.address()).status()).isEqualTo(401);
        }
    }

    private static RawClient browser(URI guard) throws Exception {
        return RawClient.connect(guard.getPort()).send("GET", guard.getPath() + "/", "", "Accept", "text/html");
    }

    @Test
    void helpAndVersionEndNormally() throws Exception {
        try (GuardProcess guard = GuardProcess.start(directory, Map.of(), "--help")) {
            assertThat(guard.awaitExit()).isZero();
            assertThat(guard.remainingOutput())
                    .contains(
                            "--port",
                            "--host",
                            "--upstream",
                            "--keys",
                            "--demo-model",
                            "--drain",
                            "--metrics-port",
                            "health")
                    .contains("OLLAMA_GUARD_MAX_BODY")
                    .containsPattern("OLLAMA_GUARD_PLAYGROUND +true");
        }
        try (GuardProcess guard = GuardProcess.start(directory, Map.of(), "--version")) {
            assertThat(guard.awaitExit()).isZero();
            assertThat(guard.remainingOutput()).matches("ollama-guard \\d+\\.\\d+\\.\\d+\\S*\n");
        }
    }
}
