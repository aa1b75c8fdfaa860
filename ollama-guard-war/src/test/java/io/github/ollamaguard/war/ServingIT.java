package io.github.ollamaguard.war;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import io.github.ollamaguard.testing.SocketClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The WAR as it comes, dropped into a Tomcat as it comes. */
@ParameterizedClass
@EnumSource
record ServingIT(Release release) {
    private static final String[] KEY = {"Authorization", "Bearer " + Installation.KEY};

    private static final TwoWords MODEL = new TwoWords();
    private static FakeOllama ollama;
    private static Server tomcat;

    @BeforeParameterizedClassInvocation
    static void start(Release release) throws Exception {
        ollama = FakeOllama.start(MODEL);
        tomcat = CatalinaBase.withKey(release).start(ollama.uri());
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        tomcat.close();
        ollama.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ollama/v1/chat/completions", "/ollama/chat/completions"})
    void chatStreamsTokenByToken(String target) throws Exception {
        try (RawClient client = tomcat.connect().send("POST", target, TwoWords.REQUEST, KEY)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Content-Type")).startsWith("text/event-stream");
            assertThat(client.event()).contains("\"content\":\"Good\"");
            MODEL.heard();
            assertThat(client.rest()).contains("\"content\":\" day\"").endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void nativeChatStreamsTokenByToken() throws Exception {
        try (RawClient client = tomcat.connect().send("POST", "/ollama/api/chat", TwoWords.REQUEST, KEY)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.line()).contains("\"content\":\"Good\"");
            MODEL.heard();
            assertThat(client.line()).contains("\"content\":\" day\"").contains("\"done\":true");
            assertThat(client.endedCleanly()).isTrue();
        }
    }

    @Test
    void webSocketStreamsTokenByToken() throws Exception {
        try (SocketClient client =
                SocketClient.connect(tomcat.port(), "/ollama/v1/chat/completions", Installation.KEY)) {
            client.send(TwoWords.REQUEST);
            assertThat(client.message()).contains("\"content\":\"Good\"");
            MODEL.heard();
            assertThat(client.message()).contains("\"content\":\" day\"");
            assertThat(client.message()).contains("\"finish_reason\":\"stop\"");
            assertThat(client.message()).isEqualTo("[DONE]");
        }
    }

    @Test
    void webSocketNeedsTheKey() throws Exception {
        try (RawClient client = tomcat.get(
                "/ollama/v1/chat/completions",
                "Connection",
                "Upgrade",
                "Upgrade",
                "websocket",
                "Sec-WebSocket-Version",
                "13",
                "Sec-WebSocket-Key",
                "dGhlIHNhbXBsZSBub25jZQ==")) {
            assertThat(client.status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ollama/v1/models", "/ollama/models"})
    void modelsAreListed(String target) throws Exception {
        try (RawClient client = tomcat.get(target, KEY)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).contains("\"object\":\"list\"").contains("\"id\":\"demo:latest\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ollama/v1/models/hf.co/x/y", "/ollama/api/tags", "/ollama/ps", "/ollama/readyz"})
    void theOtherUrlsOfTheContractAreThere(String target) throws Exception {
        try (RawClient client = tomcat.get(target, KEY)) {
            assertThat(client.status()).isNotEqualTo(401);
            assertThat(client.header("X-Request-Id")).isNotNull();
            // The script does not know /api/ps.
            assertThat(client.status()).isEqualTo(target.endsWith("/ps") ? 404 : 200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/v1/models", "/index.html", "/index.jsp", "/v1", "/v1/", "/v1/%6Dodels"})
    void withoutKeyNothingOpens(String path) throws Exception {
        try (RawClient client = tomcat.get("/ollama" + path)) {
            assertThat(client.status()).isEqualTo(path.contains("%") ? 400 : 401);
            assertThat(client.header("Content-Type")).startsWith("application/json");
            assertThat(client.rest()).startsWith("{\"error\":");
        }
    }

    @Test
    void aRefusalAsksForTheKey() throws Exception {
        try (RawClient client = tomcat.get("/ollama/v1/models", "Authorization", "Bearer wrong")) {
            assertThat(client.status()).isEqualTo(401);
            assertThat(client.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"ollama-guard\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ollama", "/ollama/"})
    void theRootAnswersWithAndWithoutSlashAndNeverRedirects(String target) throws Exception {
        try (RawClient client = tomcat.get(target, KEY)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).isEqualTo("ollama-guard is running");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ollama/v1", "/ollama/index.jsp", "/ollama/x/", "/ollama/ollama/v1/models"})
    void nothingElseOfTomcatShows(String target) throws Exception {
        try (RawClient client = tomcat.get(target, KEY)) {
            assertThat(client.status()).isEqualTo(404);
            assertThat(client.header("Content-Type")).startsWith("application/json");
        }
    }

    @Test
    void livenessNeedsNoKey() throws Exception {
        try (RawClient client = tomcat.get("/ollama/healthz")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).isEqualTo("{\"status\":\"ok\"}");
        }
    }

    @Test
    void anEncodedSlashInAModelNameIsRefusedByTomcat() throws Exception {
        try (RawClient client = tomcat.get("/ollama/v1/models/hf.co%2Fx%2Fy", KEY)) {
            assertThat(client.status()).isEqualTo(400);
            assertThat(client.header("X-Request-Id")).isNull();
        }
    }

    @Test
    void keysAreLoadedFromTheDefaultPlaceAndLoggedToTomcat() {
        assertThat(tomcat.log()).anyMatch(line -> line.contains(" INFO ") && line.endsWith("keys.txt: loaded 1 key"));
    }
}
