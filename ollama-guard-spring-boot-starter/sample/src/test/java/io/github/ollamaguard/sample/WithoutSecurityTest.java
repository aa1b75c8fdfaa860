package io.github.ollamaguard.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.util.ClassUtils;

/** An application stays as open as it is, also while its guard has neither keys nor an Ollama. */
class WithoutSecurityTest {
    private static final String MISSING = "no-such-keys.txt";

    private static RunningSample sample;

    @BeforeAll
    static void start() throws IOException {
        sample = RunningSample.start(
                (request, reply) -> reply.close(),
                "ollama.guard.keys-file=" + MISSING,
                "management.endpoint.health.show-details=always",
                "management.endpoints.web.exposure.include=health,metrics");
    }

    @AfterAll
    static void stop() throws IOException {
        sample.close();
    }

    @Test
    void springSecurityIsNotHere() {
        assertThat(ClassUtils.isPresent("org.springframework.security.web.FilterChainProxy", null))
                .isFalse();
    }

    @Test
    void theApplicationAnswersEverybody() throws IOException {
        try (RawClient client = sample.client()) {
            assertThat(client.send("GET", "/hello", "").rest()).isEqualTo("Hello");
            assertThat(client.next().send("POST", "/hello", "{}").rest()).isEqualTo("Hello again");
        }
    }

    @Test
    void theGuardIsClosed() throws IOException {
        try (RawClient client = sample.client().send("GET", "/ollama/v1/models", "", "X-API-Key", "any")) {
            assertThat(client.status()).isEqualTo(503);
        }
    }

    @Test
    void requestsAreCounted() throws Exception {
        try (RawClient client = sample.client().send("GET", "/ollama/api/version", "")) {
            assertThat(client.status()).isEqualTo(503);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        String counted = counted();
        while (!counted.contains("/api/version") && System.nanoTime() < deadline) {
            // A request is counted after its answer.
            TimeUnit.MILLISECONDS.sleep(10);
            counted = counted();
        }
        assertThat(counted).contains("\"refused\"", "/api/version");
    }

    private static String counted() throws IOException {
        try (RawClient client = sample.client().send("GET", "/actuator/metrics/ollama.guard.requests", "")) {
            return client.rest();
        }
    }

    @Test
    void healthSaysWhatIsMissingButNotWhere() throws IOException {
        try (RawClient client = sample.client().send("GET", "/actuator/health", "")) {
            assertThat(client.status()).isEqualTo(503);
            assertThat(client.rest())
                    .contains("\"ollamaGuard\":{")
                    .contains("\"keys\":\"not loaded\"", "\"upstream\":\"not reachable\"")
                    .doesNotContain(sample.ollama().uri().getAuthority(), MISSING);
        }
    }
}
