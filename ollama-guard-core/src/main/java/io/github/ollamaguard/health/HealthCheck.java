package io.github.ollamaguard.health;

/**
 * A question that one guard answers: can it serve requests? Each guard publishes itself as the servlet context
 * attribute {@link #ATTRIBUTE} followed by its prefix, such as {@code io.github.ollamaguard.health/ollama}, and the
 * first one of an application without it as well. Implementations are thread-safe.
 */
@FunctionalInterface
public interface HealthCheck {
    /** Name of the servlet context attribute. */
    String ATTRIBUTE = "io.github.ollamaguard.health";

    /** Looks at it now; Ollama is asked at most once a second, which may take two seconds. */
    Health check();
}
