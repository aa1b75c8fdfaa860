package io.github.ollamaguard.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The event loops of all streams, few for the machine's processors. Thread-safe. */
final class EventLoops implements Closeable {
    private static final int MOST = 4;

    /** Each client that takes nothing holds the others of its loop up once, for some such times. */
    private static final Duration PERIOD = Duration.ofMillis(20);

    private final List<EventLoop> loops;
    private final AtomicInteger next = new AtomicInteger();
    private final Watch watch;

    EventLoops() {
        int count = Math.max(1, Math.min(MOST, Runtime.getRuntime().availableProcessors() / 2));
        this.loops = IntStream.range(0, count).mapToObj(i -> start()).toList();
        this.watch = Watch.start(() -> loops.forEach(EventLoop::look), PERIOD);
    }

    private static EventLoop start() {
        try {
            return new EventLoop().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the loop for the next stream. */
    EventLoop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /** Ends all loops; whoever waits goes on with its own thread. */
    @Override
    public void close() {
        watch.close();
        loops.forEach(EventLoop::close);
    }
}
