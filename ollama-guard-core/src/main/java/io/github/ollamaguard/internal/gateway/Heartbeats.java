package io.github.ollamaguard.internal.gateway;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.internal.thread.PeriodicTask;
import io.github.ollamaguard.internal.thread.VirtualThreads;
import java.io.Closeable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The heartbeats (keep-alive comments) of all waiting clients. They are also the only way to notice that a client has
 * gone. One thread looks at all of them: a wait with a time limit for each costs a timer, which on JDK 25 is two fifths
 * of the CPU time of a chunk. Thread-safe.
 */
final class Heartbeats implements Closeable {
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

    private final long afterNanos;
    private final long everyNanos;
    private final Set<Heartbeat> waiting = ConcurrentHashMap.newKeySet();
    private final PeriodicTask looks;

    Heartbeats(Settings settings) {
        Duration after = settings.get(Setting.HEARTBEAT_AFTER);
        Duration every = settings.get(Setting.HEARTBEAT_EVERY);
        this.afterNanos = after.toNanos();
        this.everyNanos = every.toNanos();
        Duration period = (after.compareTo(every) < 0 ? after : every).dividedBy(4);
        this.looks = PeriodicTask.start(this::look, period.compareTo(LONGEST_PERIOD) < 0 ? period : LONGEST_PERIOD);
    }

    /** Starts a heartbeat, until it is closed. */
    Heartbeat start(Runnable beat) {
        Heartbeat heartbeat = new Heartbeat(beat);
        waiting.add(heartbeat);
        return heartbeat;
    }

    /** A client that does not read must not keep the others waiting, so each sign has a thread of its own. */
    private void look() {
        long now = System.nanoTime();
        for (Heartbeat heartbeat : waiting) {
            if (now - heartbeat.due >= 0) {
                heartbeat.due = now + everyNanos;
                VirtualThreads.start(heartbeat.beat);
            }
        }
    }

    /** Ends all; clients see no further signs. */
    @Override
    public void close() {
        looks.close();
    }

    /** The signs of life for one client: a first one after a longer silence, then at regular times. Thread-safe. */
    final class Heartbeat implements Closeable {
        private final Runnable beat;
        private volatile long due = System.nanoTime() + afterNanos;

        private Heartbeat(Runnable beat) {
            this.beat = beat;
        }

        /** The client has been sent something: its silence begins anew. */
        void postpone() {
            due = System.nanoTime() + afterNanos;
        }

        @Override
        public void close() {
            waiting.remove(this);
        }
    }
}
