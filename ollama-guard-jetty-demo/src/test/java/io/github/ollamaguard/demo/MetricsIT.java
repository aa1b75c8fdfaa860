package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's tools see: metrics, and whether the guard is alive. */
@Timeout(60)
class MetricsIT {
    private static final Pattern METRICS = Pattern.compile("Metrics are at (http://127\\.0\\.0\\.1:\\d+)/metrics");

    @TempDir
    private Path directory;

    @Test
    void answersAreCountedOnAPortOfTheirOwn() throws Exception {
        try (GuardProcess guard = GuardProcess.startDemo(directory, "--metrics-port", "0")) {
            GuardProcess.Banner banner = guard.awaitBanner();
            URI metrics = metrics(guard);
            assertThat(post(banner, banner.newKey())).isEqualTo(200);
            assertThat(post(banner, "wrong")).isEqualTo(401);

            HttpResponse<String> scrape = get(metrics.resolve("/metrics"));
            assertThat(scrape.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            assertThat(scrape.headers().firstValue("Server")).isEmpty();
            assertThat(scrape.body())
                    .contains(
                            "ollama_guard_requests_total{outcome=\"ok\",route=\"/v1/chat/completions\",status=\"2xx\"} 1.0\n",
                            "ollama_guard_rejections_total{reason=\"invalid_api_key\"} 1.0\n",
                            "ollama_guard_upstream_up 1.0\n",
                            "ollama_guard_requests_active 0.0\n",
                            "gen_ai_request_model=\"demo:latest\"")
                    .doesNotContain(banner.newKey());
            assertThat(get(metrics.resolve("/")).statusCode()).isEqualTo(404);
            assertThat(get(banner.address().resolve("/metrics")).statusCode()).isEqualTo(404);
            assertThat(get(URI.create(banner.address() + "/readyz")).body())
                    .isEqualTo("{\"status\":\"ready\",\"keys\":true,\"model_policy\":true,\"upstream\":true}");
        }
    }

    @Test
    void healthIsAnExitCode() throws Exception {
        URI address;
        try (GuardProcess guard = GuardProcess.startDemo(directory)) {
            address = guard.awaitBanner().address();
            assertThat(health(address + "/healthz")).isZero();
            assertThat(health(address + "/readyz")).isZero();
            assertThat(health(address + "/v1/models")).isEqualTo(1);
            assertThat(guard.errors()).doesNotContain("Metrics");
        }
        assertThat(health("file:///etc/hostname")).isEqualTo(2);
    }

    private int health(String url) throws Exception {
        try (GuardProcess health = GuardProcess.start(directory, Map.of(), "health", "--url", url)) {
            return health.awaitExit();
        }
    }

    private static URI metrics(GuardProcess guard) throws Exception {
        Matcher matcher = METRICS.matcher(guard.errors());
        assertThat(matcher.find()).isTrue();
        return URI.create(matcher.group(1));
    }

    private static int post(GuardProcess.Banner banner, String key) throws Exception {
        String body = "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(banner.address() + "/v1/chat/completions"))
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
