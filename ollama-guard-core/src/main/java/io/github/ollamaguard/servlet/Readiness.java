package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.upstream.NativeOperation;
import io.github.ollamaguard.upstream.NativeRequest;
import io.github.ollamaguard.upstream.Upstream;
import io.github.ollamaguard.upstream.UpstreamCall;
import io.github.ollamaguard.upstream.UpstreamHead;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Whether Ollama can be reached, asked at most once a second and by one thread at a time: the question is open to
 * everybody and must not become a load on Ollama. Thread-safe.
 */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final ReentrantLock probing = new ReentrantLock();
    private volatile boolean reachable;
    private volatile long staleAt;

    Readiness(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.staleAt = nanoTime.getAsLong();
    }

    /** Returns the last known state, renewed when it is stale and nobody else is renewing it. */
    boolean isReachable(Upstream upstream) {
        if (nanoTime.getAsLong() - staleAt >= 0 && probing.tryLock()) {
            try {
                reachable = answers(upstream);
                staleAt = nanoTime.getAsLong() + FRESH_NANOS;
            } finally {
                probing.unlock();
            }
        }
        return reachable;
    }

    private static boolean answers(Upstream upstream) {
        try (UpstreamCall call = upstream.send(NativeRequest.of(NativeOperation.VERSION))) {
            UpstreamHead head = call.head(PATIENCE);
            return head != null && head.status() == 200;
        } catch (ApiException e) {
            return false;
        }
    }
}
