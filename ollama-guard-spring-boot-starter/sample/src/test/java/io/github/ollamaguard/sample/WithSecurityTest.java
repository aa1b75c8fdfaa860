package io.github.ollamaguard.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Spring Security as Spring Boot sets it up keeps the application, and leaves the guard alone. */
class WithSecurityTest {
    private static final String KEY = "sample-key-0123456789";
    private static final String LOGIN = "Basic dXNlcjpzZWNyZXQ="; // user:secret

    private static RunningSample sample;

    @BeforeAll
    static void start() throws IOException {
        sample = RunningSample.start(
                Application.class,
                (request, reply) -> reply.json(200, "{\"models\":[],\"embeddings\":[[1]]}"),
                "sample.key=" + KEY,
                "spring.security.user.name=user",
                "spring.security.user.password=secret");
    }

    @AfterAll
    static void stop() throws IOException {
        sample.close();
    }

    @Test
    void theApplicationKeepsItsLogin() throws IOException {
        try (RawClient client = sample.client()) {
            assertThat(client.send("GET", "/hello", "").status()).isEqualTo(401);
            assertThat(client.header("WWW-Authenticate")).startsWith("Basic");
            client.next().send("GET", "/hello", "", "Authorization", LOGIN);
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).isEqualTo("Hello");
        }
    }

    @Test
    void theApplicationKeepsItsProtectionAgainstForgery() throws IOException {
        try (RawClient client = sample.client().send("POST", "/hello", "{}", "Authorization", LOGIN)) {
            assertThat(client.status()).isBetween(401, 403);
        }
    }

    @Test
    void aKeyOfTheGuardIsNoLogin() throws IOException {
        try (RawClient client = sample.client().send("GET", "/hello", "", "Authorization", "Bearer " + KEY)) {
            assertThat(client.status()).isEqualTo(401);
        }
    }

    @Test
    void aLoginIsNoKeyOfTheGuard() throws IOException {
        try (RawClient client = sample.client().send("GET", "/ollama/v1/models", "", "Authorization", LOGIN)) {
            assertThat(client.status()).isEqualTo(401);
            assertThat(client.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"ollama-guard\"");
        }
    }

    @Test
    void theGuardNeedsNoLoginAndNoTokenAgainstForgery() throws IOException {
        String body = "{\"model\":\"m\",\"input\":\"x\"}";
        try (RawClient client = sample.client().send("POST", "/ollama/api/embed", body, "X-API-Key", KEY)) {
            assertThat(client.status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ollama/../hello",
                "/ollama/%2e%2e/hello",
                "/ollama/..;/hello",
                "/ollama/v1/../../hello",
                "/ollama/;/../hello",
                "/ollama/..%2fhello",
                "/ollama//../hello",
                "/ollama/%00/../hello"
            })
    void noWayToTheApplicationLeadsThroughTheGuard(String target) throws IOException {
        try (RawClient client = sample.client().send("GET", target, "", "X-API-Key", KEY)) {
            assertThat(client.status()).isBetween(400, 404);
            assertThat(client.rest()).isNotEqualTo("Hello");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ollama/api/tags",
                "//ollama/api/tags",
                "/./ollama/api/tags",
                "/hello/../ollama/api/tags",
                "/hello/..;/ollama/api/tags",
                "/ollama;x=y/api/tags",
                "/%6fllama/api/tags",
                "/OLLAMA/api/tags"
            })
    void noWayToOllamaLeadsAroundTheGuard(String target) throws IOException {
        int before = sample.ollama().requests().size();
        try (RawClient client = sample.client().send("GET", target, "", "Authorization", LOGIN)) {
            assertThat(client.status()).isBetween(400, 404);
            client.rest();
        }
        assertThat(sample.ollama().requests()).hasSize(before);
    }

    /** The sample with keys that come from a bean. */
    @Import(SampleApplication.class)
    static class Application {
        @Bean
        ApiKeyStore keys(@Value("${sample.key}") String key) {
            byte[] known = key.getBytes(UTF_8);
            return presented -> MessageDigest.isEqual(known, presented.getBytes(UTF_8))
                    ? Optional.of(new ApiKey("sample"))
                    : Optional.empty();
        }
    }
}
