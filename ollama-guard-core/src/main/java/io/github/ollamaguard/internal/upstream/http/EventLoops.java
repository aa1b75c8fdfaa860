package io.github.ollamaguard.internal.upstream.http;

import io.github.ollamaguard.internal.thread.PeriodicTask;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops of all streams, and the watch that looks whether they get on. Thread-safe. */
final class EventLoops implements Closeable {
    /** One core passes on tens of thousands of chunks a second; the others are for what else is to be done. */
    private static final int MOST_LOOPS = 4;

    /** Each stuck thread is a real one, and stands for a client that holds others up until it is noticed. */
    private static final int MOST_STUCK = 16;

    /** A client that takes nothing holds the others of its loop up for one to two of these. */
    private static final Duration PERIOD = Duration.ofMillis(20);

    private final AtomicInteger lent = new AtomicInteger();
    private final AtomicInteger stuckThreads = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();
    private final List<EventLoop> loops = new ArrayList<>();
    private final PeriodicTask watch;

    EventLoops() {
        int count = Math.max(1, Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors() / 2));
        try {
            for (int i = 0; i < count; i++) {
                loops.add(new EventLoop(stuckThreads).start());
            }
        } catch (IOException e) {
            loops.forEach(EventLoop::close);
            throw new UncheckedIOException(e);
        }
        this.watch = PeriodicTask.start(this::look, PERIOD);
    }

    /** Returns whether more streams may be lent: not while many clients take nothing. */
    boolean hasRoom() {
        return stuckThreads.get() < MOST_STUCK;
    }

    /** Prepares the turn of a channel that does not block; to be followed by {@link #release}. */
    Lease prepare(SocketChannel channel, Lease.Reader reader) {
        if (lent.getAndIncrement() == 0) {
            watch.wake();
        }
        return new Lease(loops.get(Math.floorMod(next.getAndIncrement(), loops.size())), channel, reader);
    }

    /** A turn that has been prepared is over. */
    void release() {
        lent.decrementAndGet();
    }

    private boolean look() {
        loops.forEach(EventLoop::look);
        return lent.get() > 0;
    }

    /** Ends all loops; whoever waits goes on with its own thread. */
    @Override
    public void close() {
        watch.close();
        loops.forEach(EventLoop::close);
    }
}
