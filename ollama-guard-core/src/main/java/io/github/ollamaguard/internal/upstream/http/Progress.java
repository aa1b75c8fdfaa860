package io.github.ollamaguard.internal.upstream.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a thread that works event by event still gets on. Another one looks at it from time to time; looks are counted
 * instead of time, in which the whole process may have paused. Thread-safe for one working and one looking thread.
 */
final class Progress {
    private static final long FREE = 0;
    private static final long GIVEN_UP = -1;

    private final AtomicLong current = new AtomicLong(FREE);
    private long events; // The working thread's.
    private long seen; // The looking thread's, as is the next one.
    private int looks;

    /** The work on the next event begins. */
    void begin() {
        current.set(++events);
    }

    /** The work on an event has ended; returns false when it had been given up. */
    boolean end() {
        return current.compareAndSet(events, FREE);
    }

    /** Returns whether the thread has been given up. */
    boolean isGivenUp() {
        return current.get() == GIVEN_UP;
    }

    /**
     * Gives the thread up when it was with the same event at each of the last looks, this one included.
     *
     * @return whether it is given up, also by an earlier look
     */
    boolean giveUpAfter(int mostLooks) {
        long now = current.get();
        looks = now == seen ? looks + 1 : 1;
        seen = now;
        return now == GIVEN_UP || (now > FREE && looks >= mostLooks && current.compareAndSet(now, GIVEN_UP));
    }
}
