package io.github.ollamaguard.servlet;

import io.github.ollamaguard.health.Health;
import io.github.ollamaguard.health.HealthCheck;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.upstream.Upstream;
import jakarta.servlet.ServletContext;

/** The state of the guard in a web application. Thread-safe. */
final class GuardCheck implements HealthCheck {
    private final ServletContext context;
    private final Late<ApiKeyStore> keys;
    private final ModelLimits limits;
    private final Readiness readiness = new Readiness(System::nanoTime);

    GuardCheck(ServletContext context, Late<ApiKeyStore> keys, ModelLimits limits) {
        this.context = context;
        this.keys = keys;
        this.limits = limits;
    }

    @Override
    public Health check() {
        return new Health(keys.get() != null, limits.isReady(), reachesUpstream());
    }

    private boolean reachesUpstream() {
        // Without a proxy of ours behind the filter there is nobody to ask.
        return !(context.getAttribute(Upstream.ATTRIBUTE) instanceof Upstream upstream)
                || readiness.isReachable(upstream);
    }
}
