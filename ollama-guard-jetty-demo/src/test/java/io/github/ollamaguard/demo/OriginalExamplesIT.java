package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests as users of the nginx gateway, whose place this project takes, have been sending them. */
class OriginalExamplesIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static GuardProcess guard;
    private static URI address;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(directory.resolve("keys.txt"), "your_api_key_1\nyour_api_key_2\n");
        guard = GuardProcess.startDemo(directory);
        address = guard.awaitBanner().address();
    }

    @AfterAll
    static void stop() {
        guard.close();
    }

    @Test
    void chatCompletionWithTheKeyInItsOwnHeader() throws Exception {
        HttpResponse<String> response = post("/v1/chat/completions", """
                {"model": "demo:latest", "messages": [{"role": "user", "content": "Hello!"}], "num_ctx": 16384}""");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(response.body()).contains("\"object\":\"chat.completion\"", "num_ctx=16384");
    }

    @Test
    void baseUrlWithoutVersion() throws Exception {
        HttpResponse<String> response = post("/chat/completions", """
                {"model": "demo:latest", "messages": [{"role": "user", "content": "Hello!"}]}""");

        assertThat(response.body()).contains("\"object\":\"chat.completion\"");
    }

    @Test
    void nativeGenerate() throws Exception {
        HttpResponse<String> response =
                post("/api/generate", "{\"model\": \"demo:latest\", \"prompt\": \"Hello!\", \"stream\": false}");

        assertThat(response.body()).contains("\"response\":\"Hello from the demo model", "\"done\":true");
    }

    @Test
    void nativeStream() throws Exception {
        HttpResponse<String> response = post("/api/generate", "{\"model\": \"demo:latest\", \"prompt\": \"Hello!\"}");

        assertThat(response.headers().firstValue("content-type")).contains("application/x-ndjson");
        assertThat(response.body().lines())
                .hasSizeGreaterThan(20)
                .last()
                .asString()
                .contains("\"done\":true");
    }

    @Test
    void bothKeysOfTheFileAreKnownAndOthersAreNot() throws Exception {
        assertThat(tags("your_api_key_2").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = tags("your_api_key_3");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).startsWith("{\"error\":\"");
    }

    private static HttpResponse<String> tags(String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/api/tags"))
                .header("X-API-Key", key)
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Content-Type", "application/json")
                .header("X-API-Key", "your_api_key_1")
                .POST(BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }
}
