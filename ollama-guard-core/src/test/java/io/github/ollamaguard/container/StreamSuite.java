package io.github.ollamaguard.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a chat must survive, the same in every container and in both dialects. */
abstract class StreamSuite extends GuardFixture {
    private static final Duration GAP = Duration.ofMillis(20);
    private static final Duration PROMPT = Duration.ofMillis(250);
    private static final int LINES = 20;

    /** How a client goes. */
    enum Leaving {
        POLITELY {
            @Override
            void leave(RawClient client) throws IOException {
                client.close();
            }
        },
        RUDELY {
            @Override
            void leave(RawClient client) throws IOException {
                client.reset();
            }
        };

        abstract void leave(RawClient client) throws IOException;
    }

    /** Returns whether an exception after the commit breaks the client's connection. */
    abstract boolean cutsConnections() throws IOException;

    @Test
    void everyPieceArrivesBeforeTheNextIsSent() throws Exception {
        Semaphore read = new Semaphore(0);
        FakeOllama ollama = ollama((request, reply) -> {
            for (int i = 0; i < LINES; i++) {
                reply.line(face().line("p" + i));
                assertThat(read.tryAcquire(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
            reply.line(face().lastLine()).end();
        });
        RawClient client = chat(guard(ollama));
        assertThat(client.status()).isEqualTo(200);
        assertThat(client.header("cache-control")).isEqualTo("no-cache");
        assertThat(client.header("x-accel-buffering")).isEqualTo("no");
        assertThat(client.header("content-length")).isNull();
        for (int i = 0; i < LINES; i++) {
            assertThat(face().piece(client)).isEqualTo("p" + i);
            read.release();
        }
        assertThat(client.endedCleanly()).isTrue();
        assertThat(ollama.failures()).isEmpty();
    }

    @Test
    void containerThatIgnoresTheFirstFlushHoldsNothingBack() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        FakeOllama ollama = ollama((request, reply) -> {
            reply.line(face().line("p0"));
            assertThat(read.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            reply.line(face().lastLine()).end();
        });
        Settings settings = Settings.builder()
                .with(Setting.UPSTREAM, ollama.uri())
                .with(Setting.HEARTBEAT_AFTER, LONG.multipliedBy(2)) // Its flush would hide what this is about.
                .build();
        int port = mount(context -> {
            context.addFilter("lazy", new LazyFlushFilter()).addMappingForUrlPatterns(null, false, "/*");
            face().install(context, settings);
        });
        RawClient client = chat(port);
        assertThat(face().piece(client)).isEqualTo("p0");
        read.countDown();
        assertThat(client.endedCleanly()).isTrue();
        assertThat(ollama.failures()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void clientThatLeavesStopsOllama(Leaving leaving) throws Exception {
        BlockingQueue<Long> left = new LinkedBlockingQueue<>();
        BlockingQueue<Duration> closed = new LinkedBlockingQueue<>();
        FakeOllama ollama = ollama((request, reply) -> {
            reply.line(face().line("p"));
            long since = Objects.requireNonNull(left.poll(LONG.toSeconds(), TimeUnit.SECONDS));
            reply.linesUntilClosed(face().line("p"), GAP);
            closed.add(Duration.ofNanos(System.nanoTime() - since));
        });
        int port = guard(ollama);
        Duration fastest = LONG;
        // The best of some attempts: a busy machine delays single ones.
        for (int i = 0; i < 5 && fastest.compareTo(PROMPT) > 0; i++) {
            RawClient client = chat(port);
            assertThat(face().piece(client)).isEqualTo("p");
            left.add(System.nanoTime());
            leaving.leave(client);
            Duration took = Objects.requireNonNull(closed.poll(LONG.toSeconds(), TimeUnit.SECONDS));
            fastest = took.compareTo(fastest) < 0 ? took : fastest;
        }
        assertThat(fastest).isLessThan(PROMPT);
    }

    /** Also when its lines come apart. */
    @ParameterizedTest
    @CsvSource({"true, 1", "false, 1", "true, 4", "false, 4"})
    void upstreamThatDiesMidStreamIsAnErrorAndACut(boolean withinALine, int lines) throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        FakeOllama ollama = ollama((request, reply) -> {
            linesApart(reply, lines);
            if (withinALine) {
                reply.bytes("{\"mess".getBytes(UTF_8));
            }
            // A reset takes along what has not been read yet.
            assertThat(read.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            reply.reset();
        });
        RawClient client = chat(guard(ollama));
        assertThat(pieces(client, lines)).isEqualTo(lines);
        read.countDown();
        String last = "";
        for (String piece = face().piece(client); piece != null; piece = face().piece(client)) {
            last = piece;
        }
        assertThat(face().isError(last)).as(last).isTrue();
        assertThat(client.endedCleanly()).isNotEqualTo(cutsConnections());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void silenceMidStreamIsAnErrorAndACut(int lines) throws Exception {
        FakeOllama ollama = ollama((request, reply) -> {
            linesApart(reply, lines);
            reply.awaitClosed(LONG);
        });
        Settings.Builder settings = Settings.builder().with(Setting.IDLE_TIMEOUT, Duration.ofSeconds(1));
        RawClient client = chat(guard(ollama, settings));
        assertThat(pieces(client, lines)).isEqualTo(lines);
        assertThat(face().piece(client)).contains("Ollama did not answer in time.");
        assertThat(client.endedCleanly()).isNotEqualTo(cutsConnections());
    }

    /** Also when signs of life come between all lines. */
    @ParameterizedTest
    @ValueSource(longs = {15_000, 2})
    void clientsThatLeaveDamageNobodyElse(long heartbeatMillis) throws Exception {
        int rounds = Integer.getInteger("stress.rounds", 15);
        FakeOllama ollama = ollama((request, reply) -> {
            for (int i = 0; i < LINES && !reply.closedWithin(Duration.ofMillis(5)); i++) {
                reply.line(face().line("p" + i));
            }
            reply.line(face().lastLine()).end();
        });
        Duration heartbeat = Duration.ofMillis(heartbeatMillis);
        int port = guard(
                ollama,
                Settings.builder().with(Setting.HEARTBEAT_AFTER, heartbeat).with(Setting.HEARTBEAT_EVERY, heartbeat));
        AtomicInteger whole = new AtomicInteger();
        Thread[] clients = new Thread[8];
        for (int i = 0; i < clients.length; i++) {
            boolean innocent = i % 2 == 0;
            int readBeforeLeaving = 1 + i;
            Leaving leaving = Leaving.values()[i / 2 % 2];
            clients[i] = new Thread(() -> {
                for (int round = 0; round < rounds; round++) {
                    try (RawClient client = RawClient.connect(port)) {
                        ask(client);
                        int pieces = pieces(client, innocent ? Integer.MAX_VALUE : readBeforeLeaving);
                        if (!innocent) {
                            leaving.leave(client);
                        } else if (pieces == LINES && client.endedCleanly()) {
                            whole.incrementAndGet();
                        }
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            });
            clients[i].start();
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(whole).hasValue(clients.length / 2 * rounds);
    }

    @Test
    void pieceOfAMegabyteArrivesWhole() throws Exception {
        String text = "x".repeat(1_000_000);
        FakeOllama ollama = ollama((request, reply) ->
                reply.line(face().line(text)).line(face().lastLine()).end());
        RawClient client = chat(guard(ollama));
        assertThat(face().piece(client)).isEqualTo(text);
        assertThat(client.endedCleanly()).isTrue();
    }

    @Test
    void everySplitOfTheBytesGivesTheSamePieces() throws Exception {
        byte[] answer = ("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + chunk(face().line("ä") + "\n") + chunk(face().lastLine() + "\n") + "0\r\n\r\n")
                .getBytes(UTF_8);
        AtomicInteger split = new AtomicInteger();
        FakeOllama ollama = ollama((request, reply) -> {
            reply.raw(Arrays.copyOfRange(answer, 0, split.get()));
            TimeUnit.MILLISECONDS.sleep(2); // Nothing can be waited for: the other side shows nothing yet.
            reply.raw(Arrays.copyOfRange(answer, split.get(), answer.length)).complete();
        });
        int port = guard(ollama);
        for (int at = 1; at < answer.length; at++) {
            split.set(at);
            try (RawClient client = RawClient.connect(port)) {
                ask(client);
                assertThat(face().piece(client)).as("split at %d", at).isEqualTo("ä");
                assertThat(client.endedCleanly()).isTrue();
            }
        }
    }

    @Test
    void clientThatDoesNotReadHoldsOllamaBack() throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch closed = new CountDownLatch(1);
        String line = face().line("x".repeat(64 * 1024));
        FakeOllama ollama = ollama((request, reply) -> {
            try {
                while (true) {
                    reply.line(line);
                    sent.addAndGet(line.length());
                }
            } catch (IOException left) {
                closed.countDown();
            }
        });
        RawClient client = register(RawClient.connect(guard(ollama), 64 * 1024));
        ask(client);
        long stalledAt = stalled(sent);
        assertThat(stalledAt).isBetween(1L, 64L * 1024 * 1024);
        byte[] into = new byte[64 * 1024];
        for (long read = 0; sent.get() < 2 * stalledAt; ) {
            int count = client.read(into);
            assertThat(count).isPositive();
            read += count;
            assertThat(read).isLessThan(4 * stalledAt + 64L * 1024 * 1024);
        }
        client.reset();
        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
    }

    /** Servlets write as long as it takes, also on the thread that all streams share. */
    @Test
    void clientsThatDoNotReadHoldNoOtherStreamUp() throws Exception {
        String flood = face().line("x".repeat(64 * 1024));
        AtomicLong sent = new AtomicLong();
        CountDownLatch allStalled = new CountDownLatch(1);
        FakeOllama ollama = ollama((request, reply) -> {
            linesApart(reply, LINES);
            if (request.text().contains("quick")) {
                assertThat(allStalled.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
                linesApart(reply, LINES);
                reply.line(face().lastLine()).end();
                return;
            }
            while (true) {
                reply.line(flood);
                sent.addAndGet(flood.length());
            }
        });
        int port = guard(ollama);
        String request = face().chatRequest().replace("hi", "quick");
        RawClient quick = client(port).send("POST", face().chatPath(), request, face().headers());
        assertThat(pieces(quick, LINES)).isEqualTo(LINES);
        for (int i = 0; i < 3; i++) {
            ask(register(RawClient.connect(port, 64 * 1024)));
        }
        assertThat(stalled(sent)).isPositive();
        allStalled.countDown();
        assertThat(pieces(quick, LINES)).isEqualTo(LINES);
        assertThat(quick.endedCleanly()).isTrue();
    }

    @Test
    void upstreamThatIsDownIs502WithinTheConnectTimeout() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> {});
        ollama.close();
        long start = System.nanoTime();
        RawClient client = chat(guard(ollama));
        assertThat(client.status()).isEqualTo(502);
        assertThat(client.rest()).contains("Ollama is not reachable.");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void silentUpstreamIs504() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.awaitClosed(LONG));
        Settings.Builder settings = Settings.builder().with(Setting.IDLE_TIMEOUT, Duration.ofMillis(200));
        RawClient client = chat(guard(ollama, settings));
        assertThat(client.status()).isEqualTo(504);
        assertThat(client.rest()).contains("Ollama did not answer in time.");
    }

    private RawClient ask(RawClient client) throws IOException {
        return client.send("POST", face().chatPath(), face().chatRequest(), face().headers());
    }

    final RawClient chat(int port) throws Exception {
        return ask(client(port));
    }

    /** Lines that come apart. */
    private void linesApart(FakeReply reply, int lines) throws IOException, InterruptedException {
        for (int i = 0; i < lines; i++) {
            reply.line(face().line("p" + i));
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** Reads pieces up to a number of them, and returns how many of those that were expected came in their order. */
    private int pieces(RawClient client, int most) throws IOException {
        int expected = 0;
        for (int i = 0; i < most; i++) {
            String piece = face().piece(client);
            if (piece == null) {
                return expected;
            }
            expected += piece.equals("p" + expected) ? 1 : 0;
        }
        return expected;
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n";
    }

    /** Waits until a counter has stood still for a while, and returns it. */
    static long stalled(AtomicLong counter) throws InterruptedException {
        long before = -1;
        while (counter.get() != before || before == 0) {
            before = counter.get();
            TimeUnit.MILLISECONDS.sleep(500);
        }
        return before;
    }
}
