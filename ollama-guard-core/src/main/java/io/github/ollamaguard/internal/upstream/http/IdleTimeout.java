package io.github.ollamaguard.internal.upstream.http;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.time.Duration;

/**
 * The idle timeout of one call, that is how long Ollama may stay silent: long enough for a model to load. Nothing limits the whole answer. Not thread-safe.
 */
final class IdleTimeout {
    private final long idleNanos;
    private long lastSign = System.nanoTime();

    IdleTimeout(Duration idle) {
        this.idleNanos = idle.toNanos();
    }

    /** Ollama is not silent, or not to blame for the silence so far. */
    void sign() {
        lastSign = System.nanoTime();
    }

    /** Returns how many nanoseconds are left, at least one. */
    long left() throws ApiException {
        long left = idleNanos - (System.nanoTime() - lastSign);
        if (left <= 0) {
            throw new ApiException(ApiError.upstreamTimeout());
        }
        return left;
    }
}
