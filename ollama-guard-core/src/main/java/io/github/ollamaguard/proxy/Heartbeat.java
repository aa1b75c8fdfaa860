package io.github.ollamaguard.proxy;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.upstream.Downstream;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets a waiting client see a sign of life: a first one after a longer silence, then at regular times. It is also the
 * only way to notice that the client has gone. Without somebody downstream there is nothing that could be said. Not
 * thread-safe.
 */
final class Heartbeat {
    private static final Duration FOREVER = Duration.ofHours(1);

    private final @Nullable Downstream downstream;
    private final Duration after;
    private final Duration every;
    private long due;

    Heartbeat(@Nullable Downstream downstream, Settings settings) {
        this.downstream = downstream != null && downstream.hearsIdle() ? downstream : null;
        this.after = settings.get(Setting.HEARTBEAT_AFTER);
        this.every = settings.get(Setting.HEARTBEAT_EVERY);
        written();
    }

    /** Bytes have just gone to the client. */
    void written() {
        due = System.nanoTime() + after.toNanos();
    }

    /** Returns how long to wait for upstream before {@link #beat} is to be called. */
    Duration patience() {
        return downstream == null ? FOREVER : Duration.ofNanos(Math.max(0, due - System.nanoTime()));
    }

    /** Gives a sign of life when it is due. */
    void beat() throws IOException {
        if (downstream != null && due - System.nanoTime() <= 0) {
            downstream.idle();
            due = System.nanoTime() + every.toNanos();
        }
    }
}
