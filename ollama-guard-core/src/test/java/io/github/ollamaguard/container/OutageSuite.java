package io.github.ollamaguard.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What must hold while Ollama fails, or has too much to do. */
abstract class OutageSuite extends ReliabilityFixture {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration QUICK = Duration.ofMillis(50);

    /** Returns whether an exception after the commit breaks the client's connection. */
    abstract boolean cutsConnections() throws IOException;

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
        assertThat(recovery.percentile(PERCENT)).isLessThan(SECOND);
        assertThat(restarts.cut().percentile(PERCENT)).isLessThan(SECOND);
        assertThat(restarts.refused().percentile(PERCENT)).isLessThan(SECOND);
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
}
