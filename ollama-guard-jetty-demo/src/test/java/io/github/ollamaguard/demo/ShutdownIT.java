package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ShutdownIT {
    @TempDir
    private Path directory;

    @Test
    void runningStreamIsCompletedAfterSigterm() throws Exception {
        try (GuardProcess guard = GuardProcess.startDemo(directory)) {
            GuardProcess.Banner banner = guard.awaitBanner();
            try (BufferedReader stream = stream(banner)) {
                assertThat(stream.readLine()).startsWith("data: {");

                guard.terminate();

                awaitRefusal(banner.address());
                assertThat(stream.lines().toList()).contains("data: [DONE]");
            }
            assertThat(guard.awaitExit()).isZero();
            assertThat(guard.remainingOutput())
                    .endsWith(Snippet.of("docs/operations.md", "text").get(0).text());
        }
    }

    @Test
    void manyStreamsAreCompletedAfterSigterm() throws Exception {
        try (GuardProcess guard = GuardProcess.startDemo(directory)) {
            GuardProcess.Banner banner = guard.awaitBanner();
            List<BufferedReader> streams = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                streams.add(stream(banner));
            }

            guard.terminate();

            for (BufferedReader stream : streams) {
                assertThat(stream.lines().toList()).contains("data: [DONE]");
            }
            assertThat(guard.awaitExit()).isZero();
            assertThat(guard.remainingOutput()).containsPattern("draining \\d\\d+ requests, at most 30 s");
        }
    }

    @Test
    void streamThatOutlivesTheDrainIsBrokenOff() throws Exception {
        try (GuardProcess guard = GuardProcess.startDemo(directory, "--drain", "0")) {
            GuardProcess.Banner banner = guard.awaitBanner();
            try (BufferedReader stream = stream(banner)) {
                assertThat(stream.readLine()).startsWith("data: {");

                guard.terminate();

                assertThatThrownBy(() -> {
                            List<String> rest = stream.lines().toList();
                            assertThat(rest).as("a clean end").contains("data: [DONE]");
                        })
                        .isInstanceOfAny(IOException.class, UncheckedIOException.class);
            }
            assertThat(guard.awaitExit()).isZero();
        }
    }

    @Test
    void idleGuardEndsAtOnce() throws Exception {
        try (GuardProcess guard = GuardProcess.startDemo(directory)) {
            guard.awaitBanner();
            long begun = System.nanoTime();

            guard.terminate();

            assertThat(guard.awaitExit()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static BufferedReader stream(GuardProcess.Banner banner) throws Exception {
        String body = "{\"model\":\"demo\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(banner.address() + "/v1/chat/completions"))
                .header("Authorization", "Bearer " + banner.newKey())
                .POST(BodyPublishers.ofString(body))
                .build();
        return new BufferedReader(new InputStreamReader(
                HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofInputStream())
                        .body(),
                StandardCharsets.UTF_8));
    }

    /** Waits until the port takes no more connections; the signal needs a moment to arrive. */
    private static void awaitRefusal(URI address) throws Exception {
        while (true) {
            try {
                new Socket(address.getHost(), address.getPort()).close();
                Thread.sleep(10);
            } catch (ConnectException e) {
                return;
            }
        }
    }
}
