package io.github.ollamaguard.container;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.hostile.HostileCase;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What must hold when many clients come at the same time, and not all of them behave. */
abstract class ReliabilitySuite extends ReliabilityFixture {
    private static final Duration PROMPT = Duration.ofMillis(250);
    private static final Duration BEAT = Duration.ofMillis(100);
    private static final int KIB = 1024;

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
    void attacksDisturbNobodyElse() throws Exception {
        NumberedStreams streams = new NumberedStreams(face(), 200);
        Settings settings = Settings.builder()
                .with(Setting.UPSTREAM, ollama(streams).uri())
                .with(Setting.KEYS_FILE, HostileCase.keys())
                .build();
        int port = mount(context -> OllamaGuard.of(settings).install(context));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger served = new AtomicInteger();
        Queue<HostileCase> attacks = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < TIMES; i++) {
            attacks.addAll(HostileCase.all());
        }
        try (Crowd attackers = Crowd.of(CLIENTS / 2, number -> {
                    for (HostileCase attack = attacks.poll(); attack != null; attack = attacks.poll()) {
                        send(attack, port);
                    }
                });
                Crowd clients = Crowd.of(CLIENTS / 2, number -> {
                    while (!over.get()) {
                        String name = "stream-" + served.incrementAndGet();
                        try (RawClient client = RawClient.connect(port)) {
                            String chat = Named.chat(face(), name);
                            streams.check(
                                    name, client.send("POST", face().chatPath(), chat, "X-API-Key", "key-of-bob"));
                        }
                    }
                })) {
            attackers.await();
            over.set(true);
            clients.await();
        }
        print("whole answers beside hostile requests: " + served);
    }

    /** Sends it and waits for the end, whatever that is. */
    private static void send(HostileCase attack, int port) {
        try (RawClient client = RawClient.connect(port)) {
            client.raw(attack.bytes()).finish();
            client.rest();
        } catch (IOException | RuntimeException refused) {
            // Not of interest here.
        }
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
}
