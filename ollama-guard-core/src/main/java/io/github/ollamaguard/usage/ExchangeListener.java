package io.github.ollamaguard.usage;

/**
 * A listener to ended requests: a log, metrics, a bill. Is told once for each request, after its end, on
 * the thread that ended it. Implementations are thread-safe and quick; what they throw is logged and ignored.
 *
 * <p>The guard tells the one that is the servlet context attribute {@link #ATTRIBUTE}.
 */
@FunctionalInterface
public interface ExchangeListener {
    /** Name of the servlet context attribute. */
    String ATTRIBUTE = "io.github.ollamaguard.listener";

    /** Does not want to know anything. */
    ExchangeListener NONE = exchange -> {};

    /** Takes what happened to one request. */
    void ended(ExchangeReport exchange);

    /** Takes that a request has come; one call of {@link #ended} follows. Does nothing unless it is overridden. */
    default void begun() {}

    /** Returns a listener that tells both, this one first. */
    default ExchangeListener and(ExchangeListener other) {
        if (equals(NONE)) {
            return other;
        }
        if (other.equals(NONE)) {
            return this;
        }
        ExchangeListener first = this;
        return new ExchangeListener() {
            @Override
            public void begun() {
                first.begun();
                other.begun();
            }

            @Override
            public void ended(ExchangeReport exchange) {
                first.ended(exchange);
                other.ended(exchange);
            }
        };
    }
}
