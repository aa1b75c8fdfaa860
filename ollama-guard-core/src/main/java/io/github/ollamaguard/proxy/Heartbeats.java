package io.github.ollamaguard.proxy;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.internal.thread.VirtualThreads;
import io.github.ollamaguard.upstream.Downstream;
import java.io.Closeable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The heartbeats of all waiting clients, and the watch that knows when one is due. Thread-safe. */
final class Heartbeats implements Closeable {
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

    private final long afterNanos;
    private final long everyNanos;
    private final Set<Heartbeat> waiting = ConcurrentHashMap.newKeySet();
    private final Watch watch;

    Heartbeats(Settings settings) {
        Duration after = settings.get(Setting.HEARTBEAT_AFTER);
        Duration every = settings.get(Setting.HEARTBEAT_EVERY);
        this.afterNanos = after.toNanos();
        this.everyNanos = every.toNanos();
        Duration period = (after.compareTo(every) < 0 ? after : every).dividedBy(4);
        this.watch = Watch.start(this::look, period.compareTo(LONGEST_PERIOD) < 0 ? period : LONGEST_PERIOD);
    }

    /** Starts the heartbeat for whoever stands downstream, if somebody does who hears it. */
    Heartbeat start(SocketCall call, @Nullable Downstream downstream) {
        Heartbeat heartbeat = new Heartbeat(this, call, downstream);
        if (downstream != null && downstream.hearsIdle()) {
            waiting.add(heartbeat);
        }
        return heartbeat;
    }

    void remove(Heartbeat heartbeat) {
        waiting.remove(heartbeat);
    }

    /** Returns when a client that begins to wait now should see its first sign of life. */
    long firstDue() {
        return System.nanoTime() + afterNanos;
    }

    /** Returns when a client that sees a sign of life now should see the next one. */
    long nextDue() {
        return System.nanoTime() + everyNanos;
    }

    /** A client that does not read must not keep the others waiting, so each sign has a thread of its own. */
    private void look() {
        long now = System.nanoTime();
        for (Heartbeat heartbeat : waiting) {
            if (heartbeat.isDue(now)) {
                VirtualThreads.start(heartbeat::beat);
            }
        }
    }

    /** Ends all; clients see no further signs. */
    @Override
    public void close() {
        watch.close();
    }
}
