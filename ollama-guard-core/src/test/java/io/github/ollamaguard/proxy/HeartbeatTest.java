package io.github.ollamaguard.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.upstream.Downstream;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may use the response, and when, while Ollama is silent. */
final class HeartbeatTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final NativeRequest TAGS = NativeRequest.of(NativeOperation.TAGS);

    private final Semaphore lines = new Semaphore(0);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private FakeOllama ollama;
    private SocketUpstream upstream;
    private Heartbeats heartbeats;

    /** What a client hears. */
    @FunctionalInterface
    private interface Ear extends Downstream {
        @Override
        default void failed(ApiError error) {}
    }

    @BeforeEach
    void start() throws Exception {
        ollama = FakeOllama.start((request, reply) -> serve(reply));
        Settings settings = Settings.builder()
                .with(Setting.UPSTREAM, ollama.uri())
                .with(Setting.HEARTBEAT_AFTER, Duration.ofMillis(20))
                .with(Setting.HEARTBEAT_EVERY, Duration.ofMillis(20))
                .build();
        upstream = new SocketUpstream(settings);
        heartbeats = new Heartbeats(settings);
    }

    @AfterEach
    void stop() throws Exception {
        heartbeats.close();
        upstream.close();
        ollama.close();
    }

    /** One line when there is a permit, unless the guard closes the connection first. */
    private void serve(FakeReply reply) throws Exception {
        reply.head(200, "Content-Type", "application/x-ndjson");
        while (!lines.tryAcquire()) {
            if (reply.closedWithin(Duration.ofMillis(5))) {
                closed.complete(null);
                return;
            }
        }
        reply.line("{}");
        reply.awaitClosed(LONG);
        closed.complete(null);
    }

    @Test
    void bytesWaitForTheEndOfABeatThatHasBegun() throws Exception {
        Queue<String> events = new ConcurrentLinkedQueue<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Ear ear = () -> {
            begun.countDown();
            await(end);
            events.add("beat");
        };
        CompletableFuture<Void> reader = reading(ear, events);
        await(begun);
        lines.release();
        assertThatThrownBy(() -> reader.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        end.countDown();
        reader.get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(events).startsWith("beat").endsWith("bytes");
    }

    @Test
    void aClientThatHasGoneEndsTheWait() {
        IOException gone = new IOException("gone");
        Ear ear = () -> {
            throw gone;
        };
        CompletableFuture<Void> reader = reading(ear, new ConcurrentLinkedQueue<>());
        assertThatThrownBy(() -> reader.get(LONG.toSeconds(), TimeUnit.SECONDS)).hasCause(gone);
        assertThat(closed).succeedsWithin(LONG);
    }

    @Test
    void whateverAContainerThrowsMeansThatTheClientHasGone() {
        Ear ear = () -> {
            throw new IllegalStateException("recycled");
        };
        CompletableFuture<Void> reader = reading(ear, new ConcurrentLinkedQueue<>());
        assertThatThrownBy(() -> reader.get(LONG.toSeconds(), TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(IOException.class);
    }

    @Test
    void aClientThatTakesNothingKeepsNoOtherWaiting() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(3);
        CompletableFuture<Void> stalled = reading(() -> await(end), new ConcurrentLinkedQueue<>());
        CompletableFuture<Void> other = reading(others::countDown, new ConcurrentLinkedQueue<>());
        await(others);
        end.countDown();
        lines.release(2);
        CompletableFuture.allOf(stalled, other).get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void whoeverHearsNothingIsNotToldAnything() throws Exception {
        CountDownLatch waiting = new CountDownLatch(3);
        Queue<String> events = new ConcurrentLinkedQueue<>();
        Ear deaf = new Ear() {
            @Override
            public void idle() {
                events.add("beat");
            }

            @Override
            public boolean hearsIdle() {
                return false;
            }
        };
        CompletableFuture<Void> reader = reading(deaf, events);
        CompletableFuture<Void> other = reading(waiting::countDown, new ConcurrentLinkedQueue<>());
        await(waiting);
        lines.release(2);
        CompletableFuture.allOf(reader, other).get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(events).containsExactly("bytes");
    }

    private CompletableFuture<Void> reading(Ear downstream, Queue<String> events) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        new Thread(() -> {
                    try (SocketCall call = upstream.send(TAGS);
                            Heartbeat heartbeat = heartbeats.start(call, downstream)) {
                        heartbeat.head();
                        heartbeat.read(new byte[10]);
                        events.add("bytes");
                        end.complete(null);
                    } catch (Exception e) {
                        end.completeExceptionally(e);
                    }
                })
                .start();
        return end;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
