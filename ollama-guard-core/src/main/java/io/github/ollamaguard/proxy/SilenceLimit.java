package io.github.ollamaguard.proxy;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.time.Duration;

/**
 * How long Ollama may stay silent: a short time until there is a connection, then long enough for a model to load.
 * Nothing limits the whole answer. Not thread-safe.
 */
final class SilenceLimit {
    private final Duration connect;
    private final Duration idle;
    private boolean connected;
    private long lastSign = System.nanoTime();

    SilenceLimit(Duration connect, Duration idle) {
        this.connect = connect;
        this.idle = idle;
    }

    /** A connection exists from now on. */
    void connected() {
        connected = true;
        sign();
    }

    /** Ollama is not silent, or not to blame for the silence so far. */
    void sign() {
        lastSign = System.nanoTime();
    }

    /** Returns how many nanoseconds are left, at least one. */
    long left() throws ApiException {
        Duration allowed = connected ? idle : connect;
        long left = allowed.toNanos() - (System.nanoTime() - lastSign);
        if (left <= 0) {
            throw new ApiException(connected ? ApiError.upstreamTimeout() : ApiError.upstreamUnreachable());
        }
        return left;
    }
}
