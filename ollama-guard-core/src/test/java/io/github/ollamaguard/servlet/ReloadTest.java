package io.github.ollamaguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.key.CapturedLog;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key file changes again and again while requests run. */
class ReloadTest {
    private static final int CHANGES = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration EFFECTIVE = Duration.ofSeconds(2);
    private static final int CLIENTS = 4;

    @TempDir
    private Path directory;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Semaphore served = new Semaphore(0);

    @Test
    void noGoodRequestFailsWhileTheKeyFileChanges() throws Exception {
        Path file = Files.writeString(directory.resolve("keys.txt"), "stable\nold\n");
        try (CapturedLog log = new CapturedLog();
                FakeOllama ollama = FakeOllama.start((request, reply) -> reply.json(200, "{\"models\":[]}"));
                FilterServer server = FilterServer.start(context -> OllamaGuard.of(Settings.builder()
                                .with(Setting.UPSTREAM, ollama.uri())
                                .with(Setting.KEYS_FILE, file)
                                .with(Setting.BRAKE_FAILURES, 0)
                                .build())
                        .install(context))) {
            Thread[] clients = clients(server);
            for (int number = 0; number < CHANGES; number++) {
                if (change(file, number)) {
                    awaitEffect(server, "key-" + number, PATIENCE);
                }
                served.drainPermits();
                assertThat(served.tryAcquire(50, PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .as("%s", failures)
                        .isTrue();
            }
            Files.writeString(file, "stable\nnew\n");
            awaitEffect(server, "new", EFFECTIVE);
            assertThat(status(server, "old")).isEqualTo(401);
            for (Thread client : clients) {
                client.interrupt();
                client.join();
            }
            assertThat(failures).isEmpty();
            assertThat(log.take("INFO"))
                    .filteredOn(line -> line.contains(": loaded "))
                    .as("the start, each valid change, the last one")
                    .hasSizeGreaterThanOrEqualTo(CHANGES / 2 + 2);
        }
    }

    /**
     * A new file in its place, an overwritten one, an invalid one, none: whatever editors and people do.
     *
     * @return whether the file is valid now
     */
    private boolean change(Path file, int number) throws IOException {
        String keys = "stable\nold\n" + "key-" + number + "\n".repeat(1 + number % 3) + "more-" + number;
        switch (number % 4) {
            case 0 -> {
                Path next = Files.writeString(directory.resolve("next"), keys);
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            case 1 -> Files.writeString(file, keys);
            case 2 -> Files.writeString(file, "stable one too many\n");
            default -> Files.delete(file);
        }
        return number % 4 < 2;
    }

    private static void awaitEffect(FilterServer server, String key, Duration limit) throws IOException {
        long written = System.nanoTime();
        while (status(server, key) != 200) {
            assertThat(Duration.ofNanos(System.nanoTime() - written)).isLessThan(limit);
        }
    }

    private Thread[] clients(FilterServer server) {
        Thread[] clients = new Thread[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] = new Thread(() -> ask(server));
            clients[i].start();
        }
        return clients;
    }

    private void ask(FilterServer server) {
        try (RawClient client = server.client()) {
            while (!Thread.currentThread().isInterrupted()) {
                client.send("GET", "/ollama/v1/models", "", "X-API-Key", "stable");
                if (client.status() == 200) {
                    served.release();
                } else {
                    failures.add(client.head().toString());
                }
                client.next();
            }
        } catch (IOException e) {
            failures.add(e.toString());
        }
    }

    private static int status(FilterServer server, String key) throws IOException {
        try (RawClient client = server.client()) {
            return client.send("GET", "/ollama/v1/models", "", "X-API-Key", key).status();
        }
    }
}
