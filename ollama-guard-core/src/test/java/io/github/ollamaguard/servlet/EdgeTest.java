package io.github.ollamaguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.AddressRange;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Failed keys and slow bodies, on a real server behind a proxy that can be trusted. */
class EdgeTest {
    private static final int LIMIT = 3;

    private FilterServer server;

    @BeforeEach
    void start() throws Exception {
        Settings settings = Settings.builder()
                .with(Setting.BRAKE_FAILURES, LIMIT)
                .with(
                        Setting.TRUSTED_PROXIES,
                        List.of(AddressRange.parse("127.0.0.1"), AddressRange.parse("10.0.0.0/8")))
                .build();
        server = FilterServer.withKeys(settings, (request, response) -> {});
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tooManyFailuresSlowOneSourceDown() throws IOException {
        exhaust("192.0.2.1");
        RawClient braked = get("192.0.2.1", "wrong");
        assertThat(braked.status()).isEqualTo(429);
        assertThat(braked.header("Retry-After")).matches("[1-9]|1\\d|20");
        assertThat(braked.header("X-Should-Retry")).isEqualTo("false");
        assertThat(braked.rest()).contains("\"too_many_invalid_keys\"");
        assertThat(get("192.0.2.2", "wrong").status()).isEqualTo(401);
    }

    @Test
    void aGoodKeyPassesWhateverOthersDoAtItsAddress() throws IOException {
        exhaust("192.0.2.1");
        for (int i = 0; i < 2 * LIMIT; i++) {
            assertThat(get("192.0.2.1", FilterServer.KEY).status()).isEqualTo(200);
        }
        assertThat(get("192.0.2.1", "wrong").status()).isEqualTo(429);
    }

    @Test
    void missingKeysCountAsWell() throws IOException {
        for (int i = 0; i < LIMIT; i++) {
            assertThat(keyless().status()).isEqualTo(401);
        }
        assertThat(keyless().status()).isEqualTo(429);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            198.51.100.9, 192.0.2.1                   | 203.0.113.5, 192.0.2.1
            192.0.2.1, 10.1.1.1                       | 192.0.2.1
            192.0.2.1, 10.1.1.1, 10.1.1.2             | 7.7.7.7, 192.0.2.1 , 10.9.9.9
            192.0.2.1:4711                            | 192.0.2.1:9
            [2001:db8::1]:4711                        | 2001:db8::2
            nonsense, 10.1.1.1                        | 10.1.1.1
            """)
    void theNearestAddressThatIsNoTrustedProxyIsTheSource(String exhausted, String same) throws IOException {
        exhaust(exhausted);
        assertThat(get(same, "wrong").status()).isEqualTo(429);
    }

    @Test
    void severalHeadersAreOneList() throws IOException {
        exhaust("192.0.2.1");
        RawClient client = server.client()
                .send(
                        "GET",
                        "/ollama/v1/models",
                        "",
                        "X-Forwarded-For",
                        "198.51.100.9",
                        "X-Forwarded-For",
                        "192.0.2.1");
        assertThat(client.status()).isEqualTo(429);
    }

    @Test
    void withoutATrustedProxyNobodyIsBelieved() throws Exception {
        try (FilterServer bare =
                FilterServer.withKeys(FilterServer.with(Setting.BRAKE_FAILURES, LIMIT), (request, response) -> {})) {
            for (int i = 0; i <= LIMIT; i++) {
                RawClient client = bare.client()
                        .send("GET", "/ollama/v1/models", "", "X-Forwarded-For", "192.0.2." + i, "X-API-Key", "wrong");
                assertThat(client.status()).isEqualTo(i < LIMIT ? 401 : 429);
            }
        }
    }

    @Test
    void byDefaultAFewHundredWrongKeysAreAnsweredWith401() throws Exception {
        try (FilterServer bare = FilterServer.withKeys(FilterServer.defaults(), (request, response) -> {})) {
            assertThat(statuses(bare, 300)).allMatch(status -> status == 401);
            assertThat(statuses(bare, 900)).anyMatch(status -> status == 429);
            assertThat(bare.send("GET", "/v1/models", "").status()).isEqualTo(200);
        }
    }

    @Test
    void aDrippingBodyIsGivenUp() throws Exception {
        RawClient client = server.client()
                .raw("POST /ollama/v1/chat/completions HTTP/1.1\r\nHost: x\r\nX-API-Key: " + FilterServer.KEY
                        + "\r\nContent-Length: 1000000\r\n\r\n{");
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        timer.scheduleAtFixedRate(() -> drip(client), 0, 200, TimeUnit.MILLISECONDS);
        try {
            assertThat(client.status()).isEqualTo(408);
        } finally {
            timer.shutdownNow();
        }
        assertThat(client.header("Connection")).isEqualTo("close");
        assertThat(client.rest()).contains("\"request_timeout\"");
    }

    private static void drip(RawClient client) {
        try {
            client.raw(" ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void exhaust(String source) throws IOException {
        for (int i = 0; i < LIMIT; i++) {
            assertThat(get(source, "wrong").status()).isEqualTo(401);
        }
    }

    private RawClient get(String source, String key) throws IOException {
        return server.client()
                .send("GET", "/ollama/v1/models", "", "X-Forwarded-For", source, "Authorization", "Bearer " + key);
    }

    private RawClient keyless() throws IOException {
        return server.client().send("GET", "/ollama/v1/models", "", "X-Forwarded-For", "192.0.2.77");
    }

    private static List<Integer> statuses(FilterServer server, int count) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        try (RawClient client = server.client()) {
            for (int i = 0; i < count; i++) {
                client.send("GET", "/ollama/v1/models", "", "X-API-Key", "wrong-" + i);
                statuses.add(client.status());
                client.next();
            }
        }
        return statuses;
    }
}
