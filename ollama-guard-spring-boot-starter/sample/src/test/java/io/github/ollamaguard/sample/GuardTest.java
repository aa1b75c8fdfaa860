package io.github.ollamaguard.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import io.github.ollamaguard.testing.RawClient;
import io.github.ollamaguard.testing.SocketClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guard does is the same with Spring Security and without. */
class GuardTest {
    private static final String KEY = "sample-key-0123456789";
    private static final String CHAT = "{\"model\":\"llama3.2\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private static final Semaphore NEXT_WORD = new Semaphore(0);

    private static RunningSample sample;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.txt"), KEY + "\n");
        sample = RunningSample.start(
                GuardTest::answer,
                "ollama.guard.keys-file=" + keys,
                "ollama.guard.websocket=true",
                "management.endpoint.health.show-details=always");
    }

    @AfterAll
    static void stop() throws IOException {
        sample.close();
    }

    @Test
    void nobodyGetsInWithoutAKey() throws IOException {
        try (RawClient client = sample.client()) {
            client.send("POST", "/ollama/v1/chat/completions", CHAT + "}");
            assertThat(client.status()).isEqualTo(401);
            assertThat(client.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"ollama-guard\"");
            assertThat(client.rest()).contains("\"invalid_api_key\"");
        }
    }

    @Test
    void aChatIsAnswered() throws IOException {
        try (RawClient client = send("POST", "/ollama/v1/chat/completions", CHAT + "}")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).contains("\"content\":\"Hello\"", "\"finish_reason\":\"stop\"");
        }
    }

    @Test
    void ollamasOwnApiIsThereToo() throws IOException {
        try (RawClient client = send("POST", "/ollama/api/chat", CHAT + ",\"stream\":false}")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).contains("\"content\":\"Hello\"", "\"done\":true");
        }
    }

    @Test
    void eachWordArrivesWhenItIsMade() throws IOException {
        try (RawClient client = send("POST", "/ollama/v1/chat/completions", CHAT + ",\"stream\":true}")) {
            for (String word : new String[] {"one", "two", "three"}) {
                NEXT_WORD.release();
                assertThat(nextContent(client)).contains("\"content\":\"" + word + "\"");
            }
            NEXT_WORD.release();
            assertThat(client.rest()).contains("\"finish_reason\":\"stop\"").endsWith("data: [DONE]\n\n");
            assertThat(client.endedCleanly()).isTrue();
        }
    }

    @Test
    void eachWordIsAMessageOfAWebSocket() throws Exception {
        try (SocketClient client = SocketClient.connect(sample.port(), "/ollama/v1/chat/completions", KEY)) {
            client.send(CHAT + "}");
            for (String word : new String[] {"one", "two", "three"}) {
                NEXT_WORD.release();
                assertThat(client.message()).contains("\"content\":\"" + word + "\"");
            }
            NEXT_WORD.release();
            assertThat(client.message()).contains("\"finish_reason\":\"stop\"");
            assertThat(client.message()).isEqualTo("[DONE]");
        }
    }

    @Test
    void modelsAreListed() throws IOException {
        try (RawClient client = send("GET", "/ollama/v1/models", "")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).contains("\"id\":\"llama3.2:latest\"");
        }
    }

    @Test
    void answersHaveNothingOfTheApplication() throws IOException {
        try (RawClient client = send("GET", "/ollama/v1/models", "")) {
            assertThat(client.head().headers())
                    .doesNotContainKeys("set-cookie", "x-frame-options", "pragma", "expires");
        }
    }

    @Test
    void healthSaysHowTheGuardIsAndNothingElse() throws IOException {
        try (RawClient client = sample.client().send("GET", "/actuator/health", "")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest())
                    .contains("\"ollamaGuard\":{")
                    .contains("\"keys\":\"loaded\"", "\"upstream\":\"reachable\"")
                    .doesNotContain(sample.ollama().uri().getAuthority(), KEY, "keys.txt");
        }
    }

    /** Comments may come at any time: they are signs of life. */
    private static String nextContent(RawClient client) throws IOException {
        String event = client.event();
        while (event != null && !event.contains("\"content\":\"")
                || event != null && event.contains("\"content\":\"\"")) {
            event = client.event();
        }
        return event;
    }

    private static RawClient send(String method, String target, String body) throws IOException {
        return sample.client().send(method, target, body, "Authorization", "Bearer " + KEY);
    }

    private static void answer(FakeRequest request, FakeReply reply) throws Exception {
        switch (request.path()) {
            case "/api/version" -> reply.json(200, "{\"version\":\"0.12.0\"}");
            case "/api/tags" ->
                reply.json(200, "{\"models\":[{\"name\":\"llama3.2:latest\",\"model\":\"llama3.2:latest\"}]}");
            default -> chat(request.text().contains("\"stream\":true"), reply);
        }
    }

    private static void chat(boolean streamed, FakeReply reply) throws Exception {
        if (!streamed) {
            reply.json(200, line("Hello", true));
            return;
        }
        for (String word : new String[] {"one", "two", "three"}) {
            awaitLeave();
            reply.line(line(word, false));
        }
        awaitLeave();
        reply.line(line("", true)).end();
    }

    private static void awaitLeave() throws InterruptedException {
        assertThat(NEXT_WORD.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }

    private static String line(String content, boolean done) {
        return "{\"model\":\"llama3.2\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\","
                + "\"content\":\"" + content + "\"},\"done\":" + done
                + (done ? ",\"done_reason\":\"stop\",\"prompt_eval_count\":3,\"eval_count\":4}" : "}");
    }
}
