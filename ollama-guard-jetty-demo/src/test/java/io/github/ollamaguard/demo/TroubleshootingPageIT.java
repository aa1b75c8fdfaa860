package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import io.github.ollamaguard.testing.RawClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keeps {@code docs/troubleshooting.md} true: the answers and lines that it shows are those that a user sees. */
@Timeout(60)
class TroubleshootingPageIT {
    private static final ProjectFile PAGE = ProjectFile.of("docs/troubleshooting.md");
    private static final List<String> LOG_LINES = PAGE.all("(?m)^WARN .*");
    private static final String CHAT = "/v1/chat/completions";
    private static final String[] KEY = {"X-API-Key", "a-key"};

    @TempDir
    private Path directory;

    private URI address = URI.create("");

    @BeforeEach
    void writeKey() throws Exception {
        Files.writeString(directory.resolve("keys.txt"), KEY[1] + "\n");
    }

    @Test
    void answersAreThose() throws Exception {
        List<String> seen = new ArrayList<>();
        Map<String, String> settings = Map.of(
                "OLLAMA_GUARD_BRAKE_FAILURES", "1",
                "OLLAMA_GUARD_MAX_BODY", "1KiB",
                "OLLAMA_GUARD_HOSTS", "localhost",
                "OLLAMA_GUARD_CORS_ORIGINS", "https://app.example");
        try (GuardProcess guard = GuardProcess.start(directory, settings, "--port", "0", "--demo-model")) {
            address = guard.awaitBanner().address();
            seen.add(answer(401, "GET", "/v1/models", ""));
            seen.add(answer(429, "GET", "/v1/models", ""));
            seen.add(answer(400, "POST", CHAT, "{model:1}", KEY));
            seen.add(answer(403, "POST", "/api/pull", "{}", KEY));
            seen.add(answer(403, "GET", "/v1/models", "", KEY[0], KEY[1], "Origin", "https://other.example"));
            seen.add(answer(404, "GET", "/v2/chat", "", KEY));
            seen.add(answer(404, "POST", CHAT, chat("nope"), KEY));
            seen.add(answer(413, "POST", CHAT, "a".repeat(2000), KEY));
            seen.add(misdirected());
        }
        try (GuardProcess guard =
                GuardProcess.start(directory, Map.of(), "--port", "0", "--upstream", "http://127.0.0.1:9")) {
            address = guard.awaitBanner().address();
            seen.add(answer(502, "POST", CHAT, chat("m"), KEY));
            assertThat(guard.errors()).containsPattern(LOG_LINES.get(0).replaceFirst("req_\\w+", "req_\\\\w+"));
            assertThat(answer(503, "GET", "/readyz", ""))
                    .isEqualTo(ProjectFile.of("docs/operations.md").only("(?m)^\\{\"status\":.*"));
        }
        seen.addAll(answersOfASlowOllama());
        assertThat(PAGE.all("(?m)^\\{\"error\".*")).containsExactlyInAnyOrderElementsOf(seen);
    }

    private List<String> answersOfASlowOllama() throws Exception {
        Map<String, String> settings = Map.of("OLLAMA_GUARD_IDLE_TIMEOUT", "2s", "OLLAMA_GUARD_MAX_CONCURRENT", "2");
        try (FakeOllama ollama = FakeOllama.start(TroubleshootingPageIT::fallSilent);
                GuardProcess guard = GuardProcess.start(
                        directory,
                        settings,
                        "--port",
                        "0",
                        "--upstream",
                        ollama.uri().toString())) {
            address = guard.awaitBanner().address();
            RawClient silent = ask(chat("silent"));
            RawClient halting = ask(chat("halting").replace("}]", "}],\"stream\":true"));
            ollama.awaitRequest();
            ollama.awaitRequest();
            String overloaded = answer(503, "POST", CHAT, chat("m"), KEY);
            assertThat(silent.status()).isEqualTo(504);
            assertThat(halting.rest())
                    .contains(Snippet.of(PAGE.name(), "text").get(1).text());
            return List.of(overloaded, silent.rest());
        }
    }

    private RawClient ask(String body) throws Exception {
        return RawClient.connect(address.getPort()).send("POST", address.getPath() + CHAT, body, KEY);
    }

    /** Answers nothing, or one word, and then nothing until the guard has gone. */
    private static void fallSilent(FakeRequest request, FakeReply reply) throws Exception {
        if (request.text().contains("halting")) {
            reply.line("{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"Good\"},\"done\":false}");
        }
        reply.awaitClosed(Duration.ofSeconds(30));
    }

    @Test
    void preflightIsAnsweredSo() throws Exception {
        Map<String, String> settings = Map.of("OLLAMA_GUARD_CORS_ORIGINS", "https://app.example");
        try (GuardProcess guard = GuardProcess.start(directory, settings, "--port", "0", "--demo-model")) {
            address = guard.awaitBanner().address();
            String answer = Shell.run(Snippet.of(PAGE.name(), "sh")
                    .get(0)
                    .text()
                    .replace("http://127.0.0.1:8080/ollama", address.toString()));
            assertThat(answer.lines().toList())
                    .containsAll(Snippet.of(PAGE.name(), "text")
                            .get(2)
                            .text()
                            .lines()
                            .toList());
        }
    }

    @Test
    void startsFailWithThoseLines() throws Exception {
        for (Map<String, String> wrong :
                List.of(Map.of("OLLAMA_GUARD_MAXBODY", "1"), Map.of("OLLAMA_GUARD_MAX_BODY", "1x"))) {
            String line = failedStart(wrong);
            String documented = line.replaceAll("\\[.*]", "[…]").strip();
            assertThat(PAGE.text()).contains("| `" + documented.substring(documented.indexOf(": ") + 2) + "` |");
        }
    }

    private String misdirected() throws Exception {
        RawClient client = RawClient.connect(address.getPort())
                .raw("GET " + address.getPath() + "/healthz HTTP/1.1\r\nHost: other.example\r\n\r\n");
        assertThat(client.status()).isEqualTo(421);
        return client.rest();
    }

    private String failedStart(Map<String, String> environment) throws Exception {
        try (GuardProcess guard = GuardProcess.start(directory, environment, "--port", "0", "--demo-model")) {
            assertThat(guard.awaitExit()).isEqualTo(2);
            return guard.errors();
        }
    }

    private static String chat(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    private String answer(int status, String method, String path, String body, String... headers) throws Exception {
        RawClient client = RawClient.connect(address.getPort()).send(method, address.getPath() + path, body, headers);
        assertThat(client.status()).as(path).isEqualTo(status);
        return client.rest();
    }
}
