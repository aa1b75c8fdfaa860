package io.github.ollamaguard.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ollamaguard.testing.ContainerTable;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import io.github.ollamaguard.testing.SocketClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The WAR as it comes, in every server as it comes; what differs is in {@code docs/containers.md}. */
@ParameterizedClass
@MethodSource("io.github.ollamaguard.war.Product#unpacked")
record EveryServerIT(Product product) {
    private static final String CHAT = "/ollama/v1/chat/completions";
    private static final String NATIVE_CHAT = "/ollama/api/chat";
    private static final String[] KEY = {"Authorization", "Bearer " + Installation.KEY};

    private static Models models;
    private static FakeOllama ollama;
    private static Installation installation;
    private static Server server;
    private static List<String> complaints;

    @BeforeParameterizedClassInvocation
    static void start(Product product) throws Exception {
        models = new Models();
        ollama = FakeOllama.start(models);
        installation = product.install();
        server = installation.start(ollama.uri());
        complaints = server.complaints();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        server.close();
        ollama.close();
    }

    @Test
    void theStartIsNothingToWorryAbout() {
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1/models", "/index.html", "/v1/", "/api/tags", "/WEB-INF/web.xml"})
    void nothingOpensWithoutAKey(String path) throws Exception {
        for (String[] headers : new String[][] {{}, {"Authorization", "Bearer wrong"}}) {
            try (RawClient client = server.get("/ollama" + path, headers)) {
                assertThat(client.status()).isIn(401, 404);
                assertThat(client.rest()).doesNotContain("demo:latest", "ollama-guard is running", "context-param");
            }
        }
        assertThat(ollama.requests()).noneMatch(request -> request.path().contains("WEB-INF"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ollama/v1/models", "/ollama/api/tags", "/ollama/readyz", "/ollama/healthz"})
    void shortAnswersArrive(String target) throws Exception {
        try (RawClient client = server.get(target, KEY)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("X-Request-Id")).isNotNull();
            assertThat(client.header("Content-Type")).startsWith("application/json");
        }
    }

    @Test
    void aWholeAnswerIsOneDocument() throws Exception {
        String request = Models.request("demo").replace("\"stream\":true", "\"stream\":false");
        try (RawClient client = chat(CHAT, request)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).contains("\"object\":\"chat.completion\"", "\"content\":\"Good day\"");
        }
    }

    @Test
    void eventsArriveWordByWord() throws Exception {
        try (RawClient client = chat(CHAT, Models.request("demo"))) {
            assertThat(client.header("Content-Type")).startsWith("text/event-stream");
            assertThat(client.event()).contains("\"content\":\"Good\"");
            models.heard();
            assertThat(client.rest()).contains("\"content\":\" day\"").endsWith("data: [DONE]\n\n");
            assertThat(client.endedCleanly()).isTrue();
        }
    }

    @Test
    void linesArriveWordByWord() throws Exception {
        try (RawClient client = chat(NATIVE_CHAT, Models.request("demo"))) {
            assertThat(client.line()).contains("\"content\":\"Good\"");
            models.heard();
            assertThat(client.line()).contains("\"content\":\" day\"").contains("\"done\":true");
            assertThat(client.endedCleanly()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, NATIVE_CHAT})
    void aClientThatLeavesStopsOllama(String target) throws Exception {
        try (RawClient client = chat(target, Models.request("endless"))) {
            assertThat(client.line()).contains("Good");
        }
        assertThat(models.isStopped()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, NATIVE_CHAT})
    void anUpstreamThatDiesIsAnErrorAndACut(String target) throws Exception {
        boolean cuts = ContainerTable.read().says(ContainerTable.CUTS, product.toString());
        try (RawClient client = chat(target, Models.request("dying"))) {
            assertThat(client.line()).contains("Good");
            models.heard();
            assertThat(client.rest()).contains("The answer of Ollama ended unexpectedly.");
            assertThat(client.endedCleanly()).isNotEqualTo(cuts);
        }
    }

    @Test
    void aHandshakeOpensAWebSocketOrNothing() throws Exception {
        assertThat(handshake()).isEqualTo(401);
        if (!ContainerTable.read().says(ContainerTable.WEB_SOCKETS, product.toString())) {
            assertThat(handshake(KEY)).isEqualTo(426);
            return;
        }
        try (SocketClient client = SocketClient.connect(server.port(), CHAT, Installation.KEY)) {
            assertThat(client.send(Models.request("demo")).message()).contains("\"content\":\"Good\"");
            models.heard();
            assertThat(client.message()).contains("\"content\":\" day\"");
            assertThat(client.message()).contains("\"finish_reason\":\"stop\"");
            assertThat(client.message()).isEqualTo("[DONE]");
        }
    }

    @Test
    void anEncodedSlashIsTheServersChoice() throws Exception {
        try (RawClient client = server.get("/ollama/v1/models/hf.co%2Fx%2Fy", KEY)) {
            assertThat(client.status())
                    .isEqualTo(ContainerTable.read().status(ContainerTable.ENCODED_SLASH, product.toString()));
        }
    }

    @Test
    void aPathWithoutItsSlashIsTheServersChoice() throws Exception {
        try (RawClient client = server.get("/ollama", KEY)) {
            assertThat(client.status())
                    .isEqualTo(ContainerTable.read().status(ContainerTable.NO_SLASH, product.toString()));
        }
    }

    @Test
    void aRunningAnswerIsCutWhenTheWarIsReplaced() throws Exception {
        assumeTrue(ContainerTable.read().says(ContainerTable.REDEPLOYS, product.toString()));
        try (RawClient client = chat(CHAT, Models.request("endless"))) {
            assertThat(client.line()).contains("Good");
            installation.redeploy(server);
            assertThat(models.isStopped()).isTrue();
            assertThat(client.rest()).contains("event: error");
        }
        eventsArriveWordByWord();
    }

    private static RawClient chat(String target, String request) throws Exception {
        return server.connect().send("POST", target, request, KEY);
    }

    private static int handshake(String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of("Connection", "Upgrade", "Upgrade", "websocket"));
        all.addAll(List.of("Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="));
        all.addAll(List.of(headers));
        try (RawClient client = server.get(CHAT, all.toArray(String[]::new))) {
            return client.status();
        }
    }
}
