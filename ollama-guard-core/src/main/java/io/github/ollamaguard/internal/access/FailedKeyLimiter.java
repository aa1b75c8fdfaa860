package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.error.ApiError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A rate limiter for failed keys, which slows down whoever guesses them: each source has a bucket of failures, which
 * fills up again within a minute. Asked only after a key has been refused, so a good key passes whatever others at its
 * address do, and nobody learns anything. Remembers a bounded number of sources, the latest ones. Thread-safe.
 */
final class FailedKeyLimiter {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    /** Each with a lock of its own, so that a flood from many sources does not queue up. */
    private static final int SHARDS = 64;

    private static final int SOURCES_PER_SHARD = 1024;

    private final int perMinute;
    private final LongSupplier nanoTime;
    private final List<Shard> shards = Stream.generate(Shard::new).limit(SHARDS).toList();

    /** Allows a number of failures at once, and the same number in each minute; 0 allows any. */
    FailedKeyLimiter(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.nanoTime = nanoTime;
    }

    /** Counts a failure and returns the answer to it: 401, or 429 for a source that had too many. */
    ApiError failure(TrustedProxies.ClientAddress source) {
        if (perMinute == 0) {
            return ApiError.unauthorized();
        }
        String network = source.network();
        Shard shard = shards.get(Math.floorMod(network.hashCode(), SHARDS));
        long wait = shard.failure(network, nanoTime.getAsLong(), MINUTE / perMinute);
        return wait == 0 ? ApiError.unauthorized() : ApiError.tooManyFailures(Duration.ofNanos(wait));
    }

    /** Some of the sources, and for each the moment at which its bucket is full again. */
    private static final class Shard {
        private final Map<String, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                return size() > SOURCES_PER_SHARD;
            }
        };

        /** Takes one failure out of a bucket; returns how long to wait until there is one, in nanoseconds. */
        synchronized long failure(String network, long now, long interval) {
            long missing = Math.max(0, fullAt.getOrDefault(network, now) - now);
            long after = missing + interval;
            if (after > MINUTE) {
                return after - MINUTE;
            }
            fullAt.put(network, now + after);
            return 0;
        }
    }
}
