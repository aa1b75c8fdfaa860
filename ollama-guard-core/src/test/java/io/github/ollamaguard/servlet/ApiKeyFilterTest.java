package io.github.ollamaguard.servlet;

import static io.github.ollamaguard.servlet.FilterServer.KEY;
import static io.github.ollamaguard.servlet.FilterServer.OTHER_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.testing.HttpHead;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyFilterTest {
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[]}";

    private final AtomicInteger passed = new AtomicInteger();
    private FilterServer server;

    @BeforeEach
    void start() throws Exception {
        server = FilterServer.withKeys(FilterServer.defaults(), (request, response) -> {
            passed.incrementAndGet();
            ApiKey key = (ApiKey) request.getAttribute(ApiKeyFilter.KEY_ATTRIBUTE);
            response.getWriter().print("{\"passed\":\"" + key.name() + "\"}");
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Authorization | Bearer secret-of-alice
                    authorization | bEARER secret-of-alice
                    Authorization | Bearer  secret-of-alice
                    X-API-Key     | secret-of-alice
                    api-key       | secret-of-alice
                    Authorization | Basic OnNlY3JldC1vZi1hbGljZQ==
                    Authorization | basic YW55Ym9keTpzZWNyZXQtb2YtYWxpY2U=
                    """)
    void keyIsFoundWhereverClientsPutIt(String header, String value) throws IOException {
        RawClient client = server.client().send("GET", "/ollama/api/tags", "", header, value);
        assertThat(client.status()).isEqualTo(200);
        assertThat(client.rest()).isEqualTo("{\"passed\":\"alice\"}");
    }

    @Test
    void sameKeyTwiceIsOneKey() throws IOException {
        RawClient client = server.client()
                .send(
                        "GET",
                        "/ollama/api/tags",
                        "",
                        "Authorization",
                        "Bearer " + KEY,
                        "X-API-Key",
                        KEY,
                        "X-API-Key",
                        KEY);
        assertThat(client.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Authorization: Bearer secret-of-alice | X-API-Key: secret-of-bob
                    Authorization: Bearer secret-of-alice | Authorization: Bearer secret-of-bob
                    X-API-Key: secret-of-alice            | X-API-Key: unknown
                    Authorization: Bearer secret-of-alice | api-key: two words
                    Authorization: Digest x               | api-key: secret-of-alice
                    """)
    void twoDifferentKeysAreAmbiguous(String first, String second) throws IOException {
        RawClient client = server.client()
                .raw("GET /ollama/api/tags HTTP/1.1\r\nHost: x\r\n" + first + "\r\n" + second + "\r\n\r\n");
        assertThat(client.status()).isEqualTo(400);
        assertThat(client.rest())
                .contains("two different ones")
                .doesNotContain(KEY)
                .doesNotContain(OTHER_KEY);
    }

    @Test
    void everyRefusedKeyGetsTheSameAnswer() throws IOException {
        List<String> bad = new ArrayList<>(List.of(
                "X-None: 1",
                "Authorization: Bearer unknown",
                "Authorization: Bearer",
                "Authorization: Bearer ",
                "Authorization: " + KEY,
                "Authorization: Digest " + KEY,
                "Authorization: Bearer a, Bearer " + KEY,
                "Authorization: Bearer " + KEY + "x",
                "Authorization: Bearer " + KEY.toUpperCase(java.util.Locale.ROOT),
                "Authorization: Basic !!!",
                "Authorization: Basic " + base64(KEY),
                "Authorization: Basic " + base64(KEY + ":"),
                "X-API-Key:",
                "X-API-Key: " + KEY + "," + KEY,
                "api-key: schlüssel",
                "Cookie: api_key=" + KEY));
        List<String> answers = new ArrayList<>();
        for (String header : bad) {
            RawClient client =
                    server.client().raw("GET /ollama/v1/models HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n");
            answers.add(answer(client));
        }
        assertThat(answers).hasSize(bad.size()).containsOnly(answers.get(0));
        assertThat(answers.get(0))
                .startsWith("HTTP/1.1 401")
                .contains("www-authenticate=[Bearer realm=\"ollama-guard\"]")
                .contains("\"code\":\"invalid_api_key\"");
        assertThat(passed).hasValue(0);
    }

    @Test
    void queryIsNoPlaceForAKey() throws IOException {
        RawClient client = server.client().send("GET", "/ollama/api/tags?api_key=" + KEY, "");
        assertThat(client.status()).isEqualTo(401);
    }

    @Test
    void queryKeyCountsWhenItIsAllowed() throws Exception {
        try (FilterServer open = FilterServer.withKeys(
                FilterServer.with(Setting.ALLOW_QUERY_KEY, true),
                (request, response) -> response.getWriter().print("{}"))) {
            assertThat(open.client()
                            .send("GET", "/ollama/api/tags?x=1&api_key=secret%2Dof-alice", "")
                            .status())
                    .isEqualTo(200);
            assertThat(open.client()
                            .send("GET", "/ollama/api/tags?api_key=%zz", "")
                            .status())
                    .isIn(400, 401);
            assertThat(open.client()
                            .send("GET", "/ollama/api/tags?api_key=" + OTHER_KEY, "", "X-API-Key", KEY)
                            .status())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /v1/models,              200",
        "GET,  /models,                 200",
        "GET,  /v1/models/a/b:c,        200",
        "GET,  /v1/models/a%2Fb:c,      200",
        "POST, /v1/chat/completions,    200",
        "POST, /chat/completions,       200",
        "POST, /api/chat,               200",
        "HEAD, /api/tags,               200",
        "HEAD, /api/version,            200",
        "GET,  /ps,                     200",
        "GET,  /api/ps,                 200",
        "HEAD, /api/ps,                 405",
        "GET,  /v1/chat/completions,    405",
        "DELETE, /v1/models/a,          405",
        "POST, /v1/models,              405",
        "POST, /healthz,                405",
        "POST, /api/pull,               403",
        "DELETE, /api/delete,           403",
        "HEAD, /api/blobs/sha256:0,     403",
        "GET,  /api/pull,               405",
        "POST, /api/me,                 404",
        "GET,  /v1,                     404",
        "GET,  /api/tags/,              404",
        "GET,  /API/tags,               404",
        "GET,  /api//tags,              400",
        "GET,  /api/%74ags,             400",
        "GET,  /api/tags;x,             400",
    })
    void onlyKnownOperationsPass(String method, String path, int status) throws IOException {
        String body = method.equals("POST") ? CHAT : "";
        assertThat(server.send(method, path, body).status()).isEqualTo(status);
        assertThat(passed).hasValue(status == 200 ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /v1/nothing",
        "GET,  /v1/chat/completions",
        "POST, /api/pull",
        "POST, /api/me",
        "OPTIONS, /api/me",
        "GET, /",
    })
    void withoutAKeyNobodyLearnsWhatExists(String method, String path) throws IOException {
        assertThat(server.client().send(method, "/ollama" + path, "").status()).isEqualTo(401);
    }

    @Test
    void wrongMethodNamesTheRightOnes() throws IOException {
        RawClient client = server.send("DELETE", "/api/tags", "");
        assertThat(client.status()).isEqualTo(405);
        assertThat(client.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void optionsIsAnsweredWithoutAKey() throws IOException {
        RawClient client = server.client().send("OPTIONS", "/ollama/v1/chat/completions", "", "Origin", "http://evil");
        assertThat(client.status()).isEqualTo(204);
        assertThat(client.header("Allow")).isEqualTo("POST, OPTIONS");
        assertThat(client.header("Access-Control-Allow-Origin")).isNull();
        assertThat(passed).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void rootSaysThatTheGuardIsThere(String path) throws IOException {
        RawClient client = server.send("GET", path, "");
        assertThat(client.status()).isEqualTo(200);
        assertThat(client.header("Content-Type")).startsWith("text/plain");
        assertThat(client.rest()).isEqualTo("ollama-guard is running");
        assertThat(passed).hasValue(0);
    }

    @Test
    void livenessNeedsNoKey() throws IOException {
        RawClient client = server.client().send("GET", "/ollama/healthz?x", "");
        assertThat(client.status()).isEqualTo(200);
        assertThat(client.rest()).isEqualTo("{\"status\":\"ok\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz/", "/v1/healthz", "/healthz/x"})
    void livenessIsOneExactPath(String path) throws IOException {
        assertThat(server.client().send("GET", "/ollama" + path, "").status()).isEqualTo(401);
    }

    @Test
    void errorsSpeakTheDialectOfThePath() throws IOException {
        RawClient ollama = server.client().send("POST", "/ollama/api/chat", CHAT);
        assertThat(ollama.status()).isEqualTo(401);
        assertThat(ollama.header("Content-Type")).startsWith("application/json");
        assertThat(ollama.rest()).startsWith("{\"error\":\"Missing");
        RawClient openAi = server.send("GET", "/v1/nothing", "");
        assertThat(openAi.rest())
                .isEqualTo("{\"error\":{\"message\":\"Unknown request URL: GET /v1/nothing\","
                        + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"unknown_url\"}}");
    }

    @Test
    void everyAnswerHasItsOwnRequestId() throws IOException {
        List<String> ids = new ArrayList<>();
        for (String path : List.of("/healthz", "/v1/models", "/v1;x", "/nothing")) {
            RawClient client = server.client().send("GET", "/ollama" + path, "", "X-Request-Id", "mine");
            ids.add(client.header("X-Request-Id"));
        }
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("req_[0-9a-f]{32}"));
    }

    @Test
    void unreadBodyEndsTheConnection() throws IOException {
        RawClient client = server.client().send("POST", "/ollama/api/chat", CHAT);
        assertThat(client.status()).isEqualTo(401);
        assertThat(client.header("Connection")).isEqualTo("close");
    }

    @Test
    void refusalWithoutABodyKeepsTheConnection() throws IOException {
        RawClient client = server.client().send("GET", "/ollama/api/tags", "");
        assertThat(client.status()).isEqualTo(401);
        client.next().send("GET", "/ollama/api/tags", "", "X-API-Key", KEY);
        assertThat(client.status()).isEqualTo(200);
    }

    @Test
    void requestOutsideOfThePrefixIsRefused() throws Exception {
        try (FilterServer other = FilterServer.withKeys(
                FilterServer.with(Setting.PREFIX, "/elsewhere"), (request, response) -> passed.incrementAndGet())) {
            assertThat(other.send("GET", "/api/tags", "").status()).isEqualTo(404);
            assertThat(passed).hasValue(0);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything that a client can see, but what differs from answer to answer anyway. */
    private static String answer(RawClient client) throws IOException {
        HttpHead head = client.head();
        Map<String, List<String>> headers = new TreeMap<>(head.headers());
        headers.remove("date");
        headers.remove("x-request-id");
        return head.startLine() + headers + client.rest();
    }
}
