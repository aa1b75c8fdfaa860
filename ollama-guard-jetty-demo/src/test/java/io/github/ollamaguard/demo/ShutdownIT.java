package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
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
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ShutdownIT {
    private static final String CHAT =
            "{\"model\":\"demo\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

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
    void aHundredStreamsAreCompletedAfterSigterm() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        try (FakeOllama ollama = FakeOllama.start((request, reply) -> {
                    reply.line(word("Good", "false"));
                    assertThat(refused.await(30, TimeUnit.SECONDS)).isTrue();
                    reply.line(word(" day", "true")).end();
                });
                GuardProcess guard = GuardProcess.start(
                        directory,
                        Map.of(),
                        "--port",
                        "0",
                        "--upstream",
                        ollama.uri().toString())) {
            GuardProcess.Banner banner = guard.awaitBanner();
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                clients.add(RawClient.connect(banner.address().getPort())
                        .send("POST", "/ollama/v1/chat/completions", CHAT, "X-API-Key", banner.newKey()));
            }
            for (RawClient client : clients) {
                assertThat(client.event()).contains("Good");
            }

            guard.terminate();

            awaitRefusal(banner.address());
            refused.countDown();
            for (RawClient client : clients) {
                assertThat(client.rest()).contains(" day").endsWith("data: [DONE]\n\n");
                assertThat(client.endedCleanly()).isTrue();
            }
            assertThat(guard.awaitExit()).isZero();
            assertThat(guard.remainingOutput()).contains("draining 100 requests, at most 30 s", "stopped");
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

    private static String word(String text, String done) {
        return "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"" + text + "\"},\"done\":" + done
                + "}";
    }

    private static BufferedReader stream(GuardProcess.Banner banner) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(banner.address() + "/v1/chat/completions"))
                .header("Authorization", "Bearer " + banner.newKey())
                .POST(BodyPublishers.ofString(CHAT))
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
