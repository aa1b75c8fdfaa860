package io.github.ollamaguard.internal.gateway;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.health.Health;
import io.github.ollamaguard.health.HealthCheck;
import io.github.ollamaguard.internal.access.PolicyEnforcer;
import io.github.ollamaguard.internal.file.LoadedFile;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.Reply;
import io.github.ollamaguard.internal.upstream.Upstream;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import io.github.ollamaguard.key.ApiKeyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The health of one guard. Thread-safe. */
public final class GuardHealth implements HealthCheck {
    private final LoadedFile<ApiKeyStore> keys;
    private final PolicyEnforcer policy;
    private final Supplier<@Nullable Upstream> upstream;
    private final UpstreamProbe probe = new UpstreamProbe(System::nanoTime);

    /** The health of a guard with these; without an upstream there is nobody to ask. */
    public GuardHealth(LoadedFile<ApiKeyStore> keys, PolicyEnforcer policy, Supplier<@Nullable Upstream> upstream) {
        this.keys = keys;
        this.policy = policy;
        this.upstream = upstream;
    }

    @Override
    public Health check() {
        Upstream asked = upstream.get();
        return new Health(keys.get() != null, policy.isReady(), asked == null || probe.isReachable(asked));
    }

    /**
     * Whether Ollama can be reached, asked at most once a second and by one thread at a time: the question is open to
     * everybody and must not become a load on Ollama. Thread-safe.
     */
    static final class UpstreamProbe {
        private static final Duration PATIENCE = Duration.ofSeconds(2);
        private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

        private final LongSupplier nanoTime;
        private final ReentrantLock probing = new ReentrantLock();
        private volatile boolean reachable;
        private volatile long staleAt;

        UpstreamProbe(LongSupplier nanoTime) {
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
            StatusOnly reply = new StatusOnly();
            try {
                upstream.call(NativeRequest.of(NativeOperation.VERSION).within(PATIENCE), reply);
            } catch (ApiException | IOException e) {
                // What counts is the head, and whether it came.
            }
            return reply.status == 200;
        }

        /** A reply of which only the status matters. */
        private static final class StatusOnly implements Reply {
            private int status;

            @Override
            public void head(UpstreamHead head) {
                status = head.status();
            }

            @Override
            public boolean bytes(byte[] bytes, int offset, int length) {
                return true;
            }
        }
    }
}
