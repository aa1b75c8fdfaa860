package io.github.ollamaguard.internal.gateway;

import io.github.ollamaguard.health.Health;
import io.github.ollamaguard.health.HealthCheck;
import io.github.ollamaguard.internal.access.PolicyEnforcer;
import io.github.ollamaguard.internal.file.LoadedFile;
import io.github.ollamaguard.internal.upstream.Upstream;
import io.github.ollamaguard.key.ApiKeyStore;
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
}
