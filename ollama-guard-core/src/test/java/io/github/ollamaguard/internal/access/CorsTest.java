package io.github.ollamaguard.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.servlet.FilterServer;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsTest {
    private static final String APP = "https://app.example";

    private final AtomicInteger passed = new AtomicInteger();
    private FilterServer server;

    @BeforeEach
    void start() throws Exception {
        server = FilterServer.withKeys(
                FilterServer.with(Setting.CORS_ORIGINS, List.of(APP, "http://localhost:3000")),
                (request, response) -> passed.incrementAndGet());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void preflightOfAnAllowedOriginIsAnsweredWithoutAKey() throws IOException {
        RawClient client = preflight(
                APP, "authorization,content-type, X-Stainless-Arch,x-stainless-retry-count,openai-organization,cookie");
        assertThat(client.status()).isEqualTo(204);
        assertThat(client.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(client.header("Access-Control-Allow-Methods")).isEqualTo("POST");
        assertThat(client.header("Access-Control-Allow-Headers"))
                .isEqualTo(
                        "authorization, content-type, x-stainless-arch, x-stainless-retry-count, openai-organization");
        assertThat(client.header("Access-Control-Max-Age")).isEqualTo("600");
        assertThat(client.header("Vary")).isEqualTo("Origin");
        assertThat(client.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(passed).hasValue(0);
    }

    @Test
    void whateverAPreflightAsksForOnlyKnownHeadersAreRepeated() throws IOException {
        RawClient client = preflight(APP, "*, x-evil, x-stainless-, x-stainless-a:b, ,authorizations");
        assertThat(client.status()).isEqualTo(204);
        assertThat(client.header("Access-Control-Allow-Headers")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "*",
                "http://app.example",
                "https://app.example:8443",
                "https://app.example.evil",
                "https://app.example/",
                "HTTPS://APP.EXAMPLE",
                "https://app.example https://evil.example"
            })
    void otherOriginsGetNothing(String origin) throws IOException {
        RawClient preflight = preflight(origin, "authorization");
        assertThat(preflight.status()).isEqualTo(204);
        RawClient request = request(origin, FilterServer.KEY);
        assertThat(request.status()).isEqualTo(403);
        assertThat(request.rest()).contains("\"origin_not_allowed\"").doesNotContain(origin + "\"");
        for (RawClient client : List.of(preflight, request)) {
            assertThat(client.head().headers().keySet())
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
            assertThat(client.header("Vary")).isEqualTo("Origin");
        }
        assertThat(passed).hasValue(0);
    }

    @Test
    void twoOriginsAreNone() throws IOException {
        RawClient client = server.client()
                .raw("GET /ollama/v1/models HTTP/1.1\r\nHost: x\r\nX-API-Key: " + FilterServer.KEY + "\r\nOrigin: "
                        + APP + "\r\nOrigin: " + APP + "\r\n\r\n");
        assertThat(client.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /v1/models, secret-of-alice, 200",
        "GET,  /v1/models, wrong,           401",
        "GET,  /v1/nope,   secret-of-alice, 404",
        "PUT,  /v1/models, secret-of-alice, 405",
        "GET,  /v1/x;y,    secret-of-alice, 400",
        "GET,  /healthz,   wrong,           200",
        "POST, /api/chat,  secret-of-alice, 400",
    })
    void pagesOfAnAllowedOriginReadEveryAnswer(String method, String path, String key, int status) throws IOException {
        String body = method.equals("POST") ? "no json" : "";
        RawClient client = server.client()
                .send(method, "/ollama" + path, body, "X-API-Key", key, "Origin", "http://localhost:3000");
        assertThat(client.status()).isEqualTo(status);
        assertThat(client.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");
        assertThat(client.header("Access-Control-Expose-Headers"))
                .isEqualTo(
                        "X-Request-Id, Retry-After, Retry-After-Ms, X-Should-Retry, WWW-Authenticate, X-Dropped-Params");
        assertThat(client.header("Vary")).isEqualTo("Origin");
    }

    @Test
    void programsWithoutAnOriginPass() throws IOException {
        RawClient client = server.send("GET", "/v1/models", "");
        assertThat(client.status()).isEqualTo(200);
        assertThat(client.header("Access-Control-Allow-Origin")).isNull();
        assertThat(client.header("Vary")).isEqualTo("Origin");
    }

    @Test
    void withoutOriginsNobodyLooks() throws Exception {
        try (FilterServer closed = FilterServer.withKeys(FilterServer.defaults(), (request, response) -> {})) {
            RawClient client = closed.client()
                    .send(
                            "GET",
                            "/ollama/v1/models",
                            "",
                            "X-API-Key",
                            FilterServer.KEY,
                            "Origin",
                            "https://evil.example");
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Access-Control-Allow-Origin")).isNull();
            assertThat(client.header("Vary")).isNull();
        }
    }

    private RawClient preflight(String origin, String headers) throws IOException {
        return server.client()
                .send(
                        "OPTIONS",
                        "/ollama/v1/chat/completions",
                        "",
                        "Origin",
                        origin,
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        headers);
    }

    private RawClient request(String origin, String key) throws IOException {
        return server.client().send("GET", "/ollama/v1/models", "", "X-API-Key", key, "Origin", origin);
    }
}
