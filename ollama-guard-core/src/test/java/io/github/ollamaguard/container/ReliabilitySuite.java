package io.github.ollamaguard.container;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.hostile.HostileCase;
import io.github.ollamaguard.key.CapturedLog;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What must hold when many clients come at the same time and not all goes well. Takes seconds; with
 * {@code -Dreliability.times=100} a hundred times as much happens, and figures are printed.
 */
@Tag("reliability")
abstract class ReliabilitySuite extends GuardFixture {
    private static final int TIMES = Integer.getInteger("reliability.times", 1);

    /** Undertow has eight threads for each processor. */
    private static final int CLIENTS = 10;

    /** A few attempts say little about the slowest ones, and tests run on busy machines. */
    private static final int PERCENT = TIMES > 1 ? 99 : 50;

    private static final Duration PROMPT = Duration.ofMillis(250);
    private static final Duration QUICK = Duration.ofMillis(50);
    private static final Duration BEAT = Duration.ofMillis(100);
    private static final int KIB = 1024;

    /** Returns whether an exception after the commit breaks the client's connection. */
    abstract boolean cutsConnections();

    @BeforeEach
    void silenceWarnings() {
        register(new CapturedLog());
    }

    @Test
    void numberedPiecesComeOnceInOrderAndOnlyInTheirOwnStream() throws Exception {
        int pieces = 1000;
        int rounds = 10 * TIMES;
        NumberedStreams streams = new NumberedStreams(face(), pieces);
        FakeOllama ollama = ollama(streams);
        int port = guard(ollama);
        try (Crowd clients = Crowd.of(CLIENTS, number -> {
            for (int round = 0; round < rounds; round++) {
                String name = "stream-" + number + "-" + round;
                try (RawClient client = ask(port, name)) {
                    streams.check(name, client);
                }
            }
        })) {
            clients.await();
        }
        assertThat(ollama.failures()).isEmpty();
        print("pieces checked: " + (long) CLIENTS * rounds * pieces);
    }

    @Test
    void noGenerationGoesOnWithoutItsClient() throws Exception {
        int rounds = 30 * TIMES;
        Departures departures = new Departures(face());
        FakeOllama ollama = ollama(departures);
        Settings.Builder settings =
                Settings.builder().with(Setting.HEARTBEAT_AFTER, BEAT).with(Setting.HEARTBEAT_EVERY, BEAT);
        int port = guard(ollama, settings);
        try (Crowd clients = Crowd.of(CLIENTS, number -> {
            Random random = new Random(number);
            for (int round = 0; round < rounds; round++) {
                String name = Departures.name(number * rounds + round);
                StreamSuite.Leaving leaving = StreamSuite.Leaving.values()[random.nextInt(2)];
                departures.leave(name, ask(port, name), random.nextInt(6), leaving);
            }
        })) {
            clients.await();
        }
        departures.awaitEnd(ollama.requests().size());
        print("left in mid-stream: " + departures.withinStream());
        print("left before the first piece: " + departures.beforeFirst());
        assertThat(ollama.failures()).isEmpty();
        assertThat(departures.withinStream().percentile(PERCENT)).isLessThan(PROMPT.plus(Departures.GAP));
        assertThat(departures.beforeFirst().percentile(PERCENT)).isLessThan(PROMPT.plus(BEAT.multipliedBy(2)));
    }

    @Test
    void readersThatStallCostLittleMemory() throws Exception {
        int readers = CLIENTS;
        AtomicLong sent = new AtomicLong();
        String lines = (face().line("x".repeat(KIB)) + "\n").repeat(16);
        byte[] chunk = (Integer.toHexString(lines.length()) + "\r\n" + lines + "\r\n").getBytes(US_ASCII);
        FakeOllama ollama = ollama((request, reply) -> {
            reply.head(200, "Content-Type", "application/x-ndjson");
            while (true) {
                reply.raw(chunk);
                sent.addAndGet(chunk.length);
            }
        });
        int port = guard(ollama);
        long before = usedHeap();
        for (int i = 0; i < readers; i++) {
            RawClient client = register(RawClient.connect(port, 64 * KIB));
            client.send("POST", face().chatPath(), face().chatRequest(), face().headers());
            assertThat(client.status()).isEqualTo(200);
        }
        StreamSuite.stalled(sent);
        long each = (usedHeap() - before) / readers / KIB;
        print("KiB of heap for a reader that stalls: " + each);
        assertThat(each).isLessThan(256);
    }

    @Test
    void everyRequestEndsWhileOllamaIsKilledAndStartedAgain() throws Exception {
        Restarts restarts = new Restarts(face(), cutsConnections());
        FakeOllama ollama = ollama(restarts);
        int port = guard(ollama);
        Delays recovery = new Delays();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        try (Crowd clients = Crowd.of(CLIENTS, number -> {
            while (!over.get()) {
                String name = "chat-" + asked.incrementAndGet();
                try (RawClient client = ask(port, name)) {
                    restarts.judge(name, client);
                }
            }
        })) {
            for (int kill = 0; kill < 5 * TIMES; kill++) {
                assertThat(restarts.awaitWhole(CLIENTS)).isTrue();
                ollama = restart(ollama, restarts, recovery);
            }
            over.set(true);
            clients.await();
        }
        print("killed and started again: " + recovery + " to the next whole answer");
        print("answers that broke off: " + restarts.cut());
        print("refused with 502: " + restarts.refused());
        assertThat(restarts.wrong()).isEmpty();
        assertThat(restarts.executions().values()).containsOnly(1);
        assertThat(recovery.percentile(100)).isLessThan(Duration.ofSeconds(1));
        assertThat(restarts.cut().percentile(100)).isLessThan(Duration.ofSeconds(1));
        assertThat(restarts.refused().percentile(100)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void tenTimesTooManyRequestsKeepOllamaBusyAndTheOthersAreRefusedAtOnce() throws Exception {
        int room = 4;
        Overload overload = new Overload(face(), room);
        int port = guard(ollama(overload), Settings.builder().with(Setting.MAX_CONCURRENT, room));
        double busy = 0;
        // The best of some attempts: a busy machine has less to give.
        for (int i = 0; i < 4 && busy < 0.9; i++) {
            busy = overload.busy(port, Duration.ofSeconds(2L * TIMES));
            print("a model with ten times too much to do works " + busy + " of its time; refused: "
                    + overload.refused());
        }
        assertThat(busy).isGreaterThanOrEqualTo(0.9);
        assertThat(overload.refused().percentile(PERCENT)).isLessThan(QUICK);
    }

    @Test
    void attacksDisturbNobodyElse() throws Exception {
        NumberedStreams streams = new NumberedStreams(face(), 200);
        Settings settings = Settings.builder()
                .with(Setting.UPSTREAM, ollama(streams).uri())
                .with(Setting.KEYS_FILE, HostileCase.keys())
                .build();
        int port = mount(context -> OllamaGuard.of(settings).install(context));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger attacks = new AtomicInteger();
        try (Crowd attackers = Crowd.of(CLIENTS / 2, number -> {
                    for (Iterator<HostileCase> cases = cycle(HostileCase.all()); !over.get(); ) {
                        attack(port, cases.next());
                        attacks.incrementAndGet();
                    }
                });
                Crowd clients = Crowd.of(CLIENTS / 2, number -> {
                    for (int round = 0; round < 20 * TIMES; round++) {
                        String name = "stream-" + number + "-" + round;
                        try (RawClient client = RawClient.connect(port)) {
                            String chat = Named.chat(face(), name);
                            streams.check(name, client.send("POST", face().chatPath(), chat, "X-API-Key", "key-of-bob"));
                        }
                    }
                })) {
            clients.await();
            over.set(true);
            attackers.await();
        }
        print("hostile requests beside whole answers: " + attacks);
    }

    /** Sends it and waits for the end, whatever that is. */
    private static void attack(int port, HostileCase attack) {
        try (RawClient client = RawClient.connect(port)) {
            client.raw(attack.bytes()).finish();
            client.rest();
        } catch (IOException | RuntimeException refused) {
            // Not of interest here.
        }
    }

    private static <T> Iterator<T> cycle(List<T> items) {
        return Stream.generate(items::stream).flatMap(Function.identity()).iterator();
    }

    private FakeOllama restart(FakeOllama ollama, Restarts restarts, Delays recovery) throws Exception {
        int port = ollama.uri().getPort();
        ollama.close();
        assertThat(restarts.awaitFailed(CLIENTS)).isTrue();
        FakeOllama next = register(FakeOllama.start(port, restarts));
        long since = System.nanoTime();
        assertThat(restarts.awaitWhole(1)).isTrue();
        recovery.add(System.nanoTime() - since);
        return next;
    }

    private RawClient ask(int port, String name) throws IOException {
        return RawClient.connect(port).send("POST", face().chatPath(), Named.chat(face(), name), face().headers());
    }

    /** The least of some looks: what has become garbage since the last collection counts as used. */
    private static long usedHeap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return least;
    }

    private void print(String figures) {
        if (TIMES > 1) {
            System.out.println(figures);
        }
    }
}
