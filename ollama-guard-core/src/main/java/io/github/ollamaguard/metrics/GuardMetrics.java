package io.github.ollamaguard.metrics;

import io.github.ollamaguard.health.Health;
import io.github.ollamaguard.health.HealthCheck;
import io.github.ollamaguard.usage.ExchangeListener;
import io.github.ollamaguard.usage.ExchangeReport;
import io.github.ollamaguard.usage.ExchangeReport.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A listener that counts requests in a Micrometer registry. No tag holds anything that a client can make up: routes are
 * those of the guard's table, models those that have answered, 100 at most. Thread-safe.
 */
public final class GuardMetrics implements ExchangeListener {
    private static final String NONE = "none";

    private final MeterRegistry registry;
    private final Function<@Nullable String, Tags> keyTags;
    private final AtomicInteger active = new AtomicInteger();
    private final MeterProvider<Counter> requests;
    private final MeterProvider<Counter> rejections;
    private final GenAiMeters generations;

    /** Metrics that do not say whose key a request had. */
    public GuardMetrics(MeterRegistry registry) {
        this(registry, key -> Tags.empty());
    }

    private GuardMetrics(MeterRegistry registry, Function<@Nullable String, Tags> keyTags) {
        this.registry = registry;
        this.keyTags = keyTags;
        Gauge.builder("ollama.guard.requests.active", active, AtomicInteger::get)
                .description("Requests that are being answered")
                .strongReference(true)
                .register(registry);
        this.requests = Counter.builder("ollama.guard.requests")
                .description("Requests that have ended")
                .withRegistry(registry);
        this.rejections = Counter.builder("ollama.guard.rejections")
                .description("Requests that were refused")
                .withRegistry(registry);
        this.generations = new GenAiMeters(registry);
    }

    /** Returns metrics with one more tag, {@code ollama.guard.key}: the name of the key, of which there may be many. */
    public static GuardMetrics withKeyNames(MeterRegistry registry) {
        return new GuardMetrics(registry, key -> Tags.of("ollama.guard.key", Objects.requireNonNullElse(key, NONE)));
    }

    /** Adds the gauges {@code ollama.guard.ready} and {@code ollama.guard.upstream.up}: 1 or 0, looked at when read. */
    public void observe(HealthCheck health) {
        gauge("ollama.guard.ready", "Whether requests can be answered", health, Health::isReady);
        gauge("ollama.guard.upstream.up", "Whether Ollama answers", health, Health::upstream);
    }

    @Override
    public void begun() {
        active.incrementAndGet();
    }

    @Override
    public void ended(ExchangeReport exchange) {
        active.decrementAndGet();
        Outcome reported = exchange.answered().outcome();
        Outcome.Kind outcome = reported.kind();
        Tags key = keyTags.apply(exchange.caller().key());
        requests.withTags(key.and(
                        "route", Objects.requireNonNullElse(exchange.asked().route(), NONE),
                        "outcome", outcome.toString(),
                        "status", exchange.answered().status() / 100 + "xx"))
                .increment();
        if (outcome == Outcome.Kind.REFUSED) {
            rejections
                    .withTags(key.and("reason", String.valueOf(reported.reason())))
                    .increment();
        } else {
            generations.count(exchange, key);
        }
    }

    private void gauge(String name, String description, HealthCheck health, Predicate<Health> value) {
        Gauge.builder(name, health, state -> value.test(state.check()) ? 1 : 0)
                .description(description)
                .strongReference(true)
                .register(registry);
    }
}
