package io.github.ollamaguard.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import io.github.ollamaguard.testing.RawClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A model whose listeners leave, and how long it goes on without them. Thread-safe. */
final class Departures implements FakeOllama.Script {
    /** The time between two pieces. */
    static final Duration GAP = Duration.ofMillis(10);

    private static final Duration LONG = Duration.ofSeconds(20);

    private final Face face;
    private final Map<String, Generation> generations = new ConcurrentHashMap<>();
    private final Semaphore ended = new Semaphore(0);
    private final Delays withinStream = new Delays();
    private final Delays beforeFirst = new Delays();

    Departures(Face face) {
        this.face = face;
    }

    @Override
    public void answer(FakeRequest request, FakeReply reply) throws Exception {
        String name = Named.of(request);
        Generation generation = generation(name);
        generation.begun().release();
        if (isSilent(name)) {
            reply.awaitClosed(LONG);
        } else {
            reply.linesUntilClosed(face.line("p"), GAP);
        }
        long took = System.nanoTime() - generation.left().get(LONG.toSeconds(), TimeUnit.SECONDS);
        (isSilent(name) ? beforeFirst : withinStream).add(took);
        generation.ended().release();
        ended.release();
    }

    /** Returns a name; a sixth of them belongs to chats in which the model thinks for ever. */
    static String name(int number) {
        return number % 6 == 0 ? "silent-" + number : "talking-" + number;
    }

    /** Listens for a while, and leaves. */
    void leave(String name, RawClient client, int pieces, StreamSuite.Leaving leaving) throws Exception {
        Generation generation = generation(name);
        if (isSilent(name)) {
            await(generation.begun(), 1);
        }
        for (int i = 0; i < pieces && !isSilent(name); i++) {
            face.piece(client);
        }
        generation.left().complete(System.nanoTime());
        leaving.leave(client);
        if (isSilent(name)) {
            // Until it is noticed, a thread of the container is busy with it.
            await(generation.ended(), 1);
        }
    }

    /** Waits until so many generations have ended. */
    void awaitEnd(int count) throws InterruptedException {
        await(ended, count);
    }

    /** Returns how long generations went on that had begun to answer. */
    Delays withinStream() {
        return withinStream;
    }

    /** Returns how long generations went on that had not. */
    Delays beforeFirst() {
        return beforeFirst;
    }

    private Generation generation(String name) {
        return generations.computeIfAbsent(
                name, key -> new Generation(new Semaphore(0), new CompletableFuture<>(), new Semaphore(0)));
    }

    private static void await(Semaphore event, int times) throws InterruptedException {
        assertThat(event.tryAcquire(times, LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private static boolean isSilent(String name) {
        return name.startsWith("silent");
    }

    /** What happens to one chat; {@code left} has the time. */
    private record Generation(Semaphore begun, CompletableFuture<Long> left, Semaphore ended) {}
}
