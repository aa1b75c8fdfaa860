package io.github.ollamaguard.spring;

import io.github.ollamaguard.health.Health;
import io.github.ollamaguard.health.HealthCheck;
import jakarta.servlet.ServletContext;
import java.util.Map;

/** How the guard of a web application is, in fixed words: neither addresses nor file names nor keys. */
final class GuardHealth {
    private static final Health NOT_STARTED = new Health(false, false, false);

    private GuardHealth() {}

    /** Returns who knows how the guard is; before its start nothing is well. */
    static HealthCheck of(ServletContext context) {
        return () ->
                context.getAttribute(HealthCheck.ATTRIBUTE) instanceof HealthCheck check ? check.check() : NOT_STARTED;
    }

    /** Returns what a health endpoint shows. */
    static Map<String, String> details(Health health) {
        return Map.of(
                "keys", health.keys() ? "loaded" : "not loaded",
                "modelPolicy", health.modelPolicy() ? "loaded" : "not loaded",
                "upstream", health.upstream() ? "reachable" : "not reachable");
    }
}
