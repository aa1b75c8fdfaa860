package io.github.ollamaguard.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A model with room for a few, and ten times as many clients that come again and again, whether they are served or
 * refused. Thread-safe.
 */
final class Overload implements FakeOllama.Script {
    /** How long the model works for an answer, and how long clients rest after one. */
    private static final Duration WORK = Duration.ofMillis(200);

    private final Face face;
    private final int room;
    private final Delays refused = new Delays();
    private final AtomicLong worked = new AtomicLong();
    private volatile long end;

    Overload(Face face, int room) {
        this.face = face;
        this.room = room;
    }

    @Override
    public void answer(FakeRequest request, FakeReply reply) throws Exception {
        long begun = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(WORK.toNanos());
        worked.addAndGet(Math.max(0, Math.min(System.nanoTime(), end) - begun));
        reply.line(face.lastLine()).end();
    }

    /** Lets the clients come for a while, and returns how much of it the model worked for as many as it has room for. */
    double busy(int port, Duration time) throws Exception {
        worked.set(0);
        end = System.nanoTime() + time.toNanos();
        try (Crowd crowd = Crowd.of(10 * room, number -> {
            while (System.nanoTime() < end) {
                ask(port);
                TimeUnit.NANOSECONDS.sleep(WORK.toNanos());
            }
        })) {
            crowd.await();
        }
        return (double) worked.get() / room / time.toNanos();
    }

    private void ask(int port) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            long since = System.nanoTime();
            client.send("POST", face.chatPath(), face.chatRequest(), face.headers());
            if (client.status() == 200) {
                assertThat(client.endedCleanly()).isTrue();
            } else {
                refused.add(System.nanoTime() - since);
                assertThat(client.status()).isEqualTo(503);
                assertThat(client.header("Retry-After")).isEqualTo("1");
                assertThat(client.rest()).startsWith("{\"error\":");
            }
        }
    }

    /** Returns how long it took to be refused. */
    Delays refused() {
        return refused;
    }
}
