package io.github.ollamaguard.internal.gateway;

import java.io.Closeable;

/** The signs of life for one client: a first one after a longer silence, then at regular times. Thread-safe. */
final class Heartbeat implements Closeable {
    private final Heartbeats all;
    private final Runnable beat;
    private volatile long due;

    Heartbeat(Heartbeats all, Runnable beat) {
        this.all = all;
        this.beat = beat;
        postpone();
    }

    /** The client has been sent something: its silence begins anew. */
    void postpone() {
        due = all.firstDue();
    }

    /** Returns whether the client should see a sign of life; the next one is then due later. */
    boolean isDue(long nanoTime) {
        if (nanoTime - due < 0) {
            return false;
        }
        due = all.nextDue();
        return true;
    }

    /** Gives a sign of life. */
    void beat() {
        beat.run();
    }

    @Override
    public void close() {
        all.remove(this);
    }
}
