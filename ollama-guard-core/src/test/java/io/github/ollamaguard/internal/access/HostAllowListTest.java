package io.github.ollamaguard.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.servlet.FilterServer;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostAllowListTest {
    private FilterServer server;

    @BeforeEach
    void start() throws Exception {
        server = FilterServer.withKeys(
                FilterServer.with(Setting.HOSTS, List.of("guard.example", "[::1]", "other.example:8443")),
                (request, response) -> {});
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "guard.example,            200",
        "guard.example:1234,       200",
        "GUARD.example,            200",
        "[::1]:8080,               200",
        "[::1],                    200",
        "other.example:8443,       200",
        "other.example,            421",
        "other.example:84,         421",
        "evil.example,             421",
        "guard.example.evil,       421",
        "evil-guard.example,       421",
        "localhost,                421",
        "127.0.0.1,                421",
    })
    void onlyKnownHostsAreAnswered(String host, int status) throws IOException {
        assertThat(get("/api/tags", host).status()).isEqualTo(status);
    }

    @Test
    void hostComesBeforeKeyAndHealthAndAfterThePath() throws IOException {
        assertThat(get("/healthz", "evil.example").status()).isEqualTo(421);
        assertThat(get("/healthz", "guard.example").status()).isEqualTo(200);
        assertThat(get("/nothing", "evil.example").status()).isEqualTo(421);
        assertThat(get("/api;x/tags", "evil.example").status()).isEqualTo(400);
        RawClient keyless = server.client().raw("GET /ollama/v1/models HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assertThat(keyless.status()).isEqualTo(421);
        assertThat(keyless.rest()).contains("\"misdirected_request\"").doesNotContain("evil");
    }

    @Test
    void anyHostWillDoWhenNoneIsConfigured() throws Exception {
        try (FilterServer open = FilterServer.withKeys(FilterServer.defaults(), (request, response) -> {})) {
            assertThat(open.client()
                            .raw("GET /ollama/healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                            .status())
                    .isEqualTo(200);
        }
    }

    private RawClient get(String path, String host) throws IOException {
        return server.client()
                .raw("GET /ollama" + path + " HTTP/1.1\r\nHost: " + host + "\r\nX-API-Key: " + FilterServer.KEY
                        + "\r\n\r\n");
    }
}
