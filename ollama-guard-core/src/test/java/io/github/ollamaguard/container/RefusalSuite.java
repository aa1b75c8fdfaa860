package io.github.ollamaguard.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeRequest;
import io.github.ollamaguard.testing.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short answers of the proxy servlet: what reaches Ollama, what comes back, and what is refused. */
abstract class RefusalSuite extends GuardFixture {
    @Test
    void streamWithoutItsLastLineEndsWithAnError() throws Exception {
        FakeOllama ollama =
                ollama((request, reply) -> reply.line(face().line("p0")).end());
        RawClient client = client(guard(ollama)).send("POST", face().chatPath(), face().chatRequest());
        assertThat(face().piece(client)).isEqualTo("p0");
        assertThat(face().isError(String.valueOf(face().piece(client)))).isTrue();
    }

    @Test
    void nothingOfTheClientReachesOllamaButTheBody() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(200, "{}"));
        RawClient client = client(guard(ollama));
        client.send(
                "POST",
                "/ollama/api/generate?api_key=k",
                "{\"a\":1}",
                "Authorization",
                "Bearer k",
                "Cookie",
                "c=1",
                "X-Forwarded-For",
                "1.2.3.4",
                "Origin",
                "http://evil",
                "Accept-Encoding",
                "gzip",
                "Expect",
                "100-continue");
        FakeRequest request = ollama.awaitRequest();
        assertThat(request.head().startLine()).isEqualTo("POST /api/generate HTTP/1.1");
        assertThat(request.text()).isEqualTo("{\"a\":1}");
        assertThat(request.headers())
                .containsOnlyKeys("host", "user-agent", "accept", "accept-encoding", "content-type", "content-length");
        assertThat(request.header("accept-encoding")).isEqualTo("identity");
    }

    @Test
    void onlyListedHeadersComeBack() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(
                429,
                "{\"error\":\"x\"}",
                "Retry-After",
                "3",
                "Set-Cookie",
                "a=b",
                "Server",
                "upstream",
                "X-Other",
                "1",
                "Access-Control-Allow-Origin",
                "*"));
        RawClient client = client(guard(ollama)).send("POST", "/ollama/api/show", "{}");
        assertThat(client.status()).isEqualTo(429);
        assertThat(client.rest()).isEqualTo("{\"error\":\"x\"}");
        assertThat(client.header("retry-after")).isEqualTo("3");
        assertThat(client.header("cache-control")).isEqualTo("no-cache");
        assertThat(client.header("content-type")).startsWith("application/json");
        assertThat(client.header("content-length")).isEqualTo("13");
        assertThat(client.head().headers())
                .doesNotContainKeys("set-cookie", "x-other", "access-control-allow-origin", "x-accel-buffering");
    }

    @Test
    void chunkedBodyIsUnderstood() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(200, "{}"));
        client(guard(ollama))
                .raw("POST /ollama/api/embed HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n");
        assertThat(ollama.awaitRequest().text()).isEqualTo("{\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ollama/api/tags", "/ollama/api/version"})
    void headIsAnsweredLikeGetWithoutABody(String path) throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(200, "{\"models\":[]}"));
        RawClient client = client(guard(ollama));
        client.raw("HEAD " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(client.status()).isEqualTo(200);
        assertThat(client.header("content-length")).isEqualTo("13");
        assertThat(client.rest()).isEmpty();
        assertThat(ollama.awaitRequest().method()).isEqualTo("GET");
    }

    @Test
    void psHasAShortName() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(200, "{\"models\":[]}"));
        RawClient client = client(guard(ollama)).send("GET", "/ollama/ps", "");
        assertThat(client.rest()).isEqualTo("{\"models\":[]}");
        assertThat(ollama.awaitRequest().path()).isEqualTo("/api/ps");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ollama",
                "/ollama/",
                "/ollama/api/signout",
                "/ollama/api/CHAT",
                "/ollama/api/chat/",
                "/ollama/v1/models",
                "/ollama/api/chat;x=1",
                "/ollama//api/chat",
                "/ollama/x/../api/chat",
                "/ollama/api/%63hat",
                "/ollama/api%2Fchat",
                "/ollama/api/chat%00"
            })
    void whateverIsNotListedNeverReachesOllama(String path) throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(200, "{}"));
        RawClient client = client(guard(ollama)).send("POST", path, "{}", "Connection", "close");
        assertThat(client.status()).isIn(400, 404);
        client.rest();
        assertThat(ollama.requests()).isEmpty();
    }

    @Test
    void unknownPathHasAnErrorInTheDialectOfOllama() throws Exception {
        RawClient client = client(guard(ollama((request, reply) -> {})));
        client.send("POST", "/ollama/api/signout", "{}");
        assertThat(client.status()).isEqualTo(404);
        assertThat(client.header("content-type")).startsWith("application/json");
        assertThat(client.rest()).isEqualTo("{\"error\":\"Unknown request URL: POST /ollama/api/signout\"}");
    }

    @Test
    void managementNeedsItsSetting() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(200, ""));
        RawClient client = client(guard(ollama)).send("DELETE", "/ollama/api/delete", "{\"model\":\"m\"}");
        assertThat(client.status()).isEqualTo(403);
        assertThat(ollama.requests()).isEmpty();
        int port = guard(ollama, Settings.builder().with(Setting.ALLOW_MANAGEMENT, true));
        client = client(port).send("DELETE", "/ollama/api/delete", "{\"model\":\"m\"}");
        assertThat(client.status()).isEqualTo(200);
        FakeRequest request = ollama.awaitRequest();
        assertThat(request.head().startLine()).isEqualTo("DELETE /api/delete HTTP/1.1");
        assertThat(request.text()).isEqualTo("{\"model\":\"m\"}");
    }

    @Test
    void wrongMethodNamesTheRightOne() throws Exception {
        int port = guard(ollama((request, reply) -> {}));
        RawClient client = client(port).send("GET", "/ollama/api/chat", "");
        assertThat(client.status()).isEqualTo(405);
        assertThat(client.header("allow")).isEqualTo("POST");
        client = client(port).send("DELETE", "/ollama/api/tags", "");
        assertThat(client.status()).isEqualTo(405);
        assertThat(client.header("allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void declaredBodyAboveTheLimitIsRefusedAtOnce() throws Exception {
        RawClient client = client(guard(ollama((request, reply) -> {}), small()));
        client.raw("POST /ollama/api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 1025\r\n\r\n");
        assertThat(client.status()).isEqualTo(413);
        assertThat(client.header("connection")).isEqualToIgnoringCase("close");
        assertThat(client.rest()).contains("1024");
    }

    @Test
    void chunkedBodyAboveTheLimitIsRefused() throws Exception {
        RawClient client = client(guard(ollama((request, reply) -> {}), small()));
        client.raw("POST /ollama/api/chat HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n401\r\n"
                + "x".repeat(1025) + "\r\n0\r\n\r\n");
        assertThat(client.status()).isEqualTo(413);
        assertThat(client.header("connection")).isEqualToIgnoringCase("close");
    }

    @Test
    void bodyAtTheLimitIsTaken() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(200, "{}"));
        RawClient client = client(guard(ollama, small()))
                .send("POST", "/ollama/api/chat", "{\"x\":\"" + "x".repeat(1024 - 8) + "\"}");
        assertThat(client.status()).isEqualTo(200);
        assertThat(ollama.awaitRequest().body()).hasSize(1024);
    }

    @Test
    void compressedBodyIsRefused() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(200, "{}"));
        RawClient client = client(guard(ollama));
        client.send("POST", "/ollama/api/chat", "{}", "Content-Encoding", "gzip");
        assertThat(client.status()).isEqualTo(415);
        assertThat(ollama.requests()).isEmpty();
    }

    @Test
    void bodyThatCannotBeReadIsRefusedWithoutAStackTrace() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(200, "{}"));
        RawClient client = client(guard(ollama));
        client.raw("POST /ollama/api/chat HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n")
                .finish();
        // Undertow only closes the connection.
        String answer = client.hasAnswer() ? client.head() + client.rest() : "HTTP/1.1 400";
        assertThat(answer).contains("HTTP/1.1 400").doesNotContain("ollamaguard", "Exception");
        assertThat(ollama.requests()).isEmpty();
    }

    @Test
    void redirectOfUpstreamIs502() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(302, "{}", "Location", "http://example.com/"));
        RawClient client = client(guard(ollama)).send("GET", "/ollama/api/tags", "");
        assertThat(client.status()).isEqualTo(502);
        assertThat(client.head().headers()).doesNotContainKey("location");
    }

    private static Settings.Builder small() {
        return Settings.builder().with(Setting.MAX_BODY, 1024L);
    }
}
