package io.github.ollamaguard.internal.upstream.http;

/**
 * Until when somebody may wait for a connection. It is cheaper that one thread looks at all of them than that each wait
 * ends by itself. Thread-safe.
 */
final class WaitDeadline {
    private volatile long deadline;
    private volatile boolean waiting;
    private volatile boolean passed;

    /** A wait begins, which may take so many nanoseconds. */
    void begin(long nanos) {
        deadline = System.nanoTime() + nanos;
        waiting = true;
    }

    /** The wait has ended. */
    void end() {
        waiting = false;
    }

    /** Looks whether somebody waits for too long; if so, that stays true. */
    boolean hasPassed(long nanoTime) {
        passed |= waiting && nanoTime - deadline >= 0;
        return passed;
    }

    /** Returns what the last look said. */
    boolean hasPassed() {
        return passed;
    }
}
