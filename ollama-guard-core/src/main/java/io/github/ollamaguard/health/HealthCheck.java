package io.github.ollamaguard.health;

/**
 * Somebody who knows how the guard is. The key filter publishes itself as the servlet context attribute {@link
 * #ATTRIBUTE}. Implementations are thread-safe.
 */
@FunctionalInterface
public interface HealthCheck {
    /** Name of the servlet context attribute. */
    String ATTRIBUTE = "io.github.ollamaguard.health";

    /** Looks at it now; Ollama is asked at most once a second, which may take two seconds. */
    Health check();
}
