package io.github.ollamaguard.metrics;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.model.ModelName;
import io.github.ollamaguard.usage.ExchangeReport;
import io.github.ollamaguard.usage.ExchangeReport.Answered;
import io.github.ollamaguard.usage.ExchangeReport.Outcome;
import io.github.ollamaguard.usage.ExchangeReport.Times;
import io.github.ollamaguard.usage.Usage;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The work of models, by OpenTelemetry's semantic conventions for generative AI. Thread-safe. */
final class GenAiMeters {
    static final String OTHER = "other";
    static final int MOST_MODELS = 100;

    private static final String VERSION_PREFIX = "/v1";

    private static final double[] TOKENS = {
        1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864
    };

    // The conventions end at 82 s and 10 s. Loading a model alone can take longer: each of these goes on.
    private static final Duration[] WHOLE = millis(
            10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10_240, 20_480, 40_960, 81_920, 163_840, 327_680, 655_360);
    private static final Duration[] FIRST = millis(
            1, 5, 10, 20, 40, 60, 80, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000, 20_000, 40_000, 80_000);
    private static final Duration[] EACH = millis(10, 25, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 2500);

    private final MeterProvider<DistributionSummary> tokens;
    private final MeterProvider<Timer> duration;
    private final MeterProvider<Timer> firstToken;
    private final MeterProvider<Timer> outputToken;

    /** Names of the models that have answered: only they become part of a metric, as clients can make up others. */
    private final Set<String> models = ConcurrentHashMap.newKeySet();

    GenAiMeters(MeterRegistry registry) {
        tokens = DistributionSummary.builder("gen_ai.client.token.usage")
                .description("Input and output tokens of a request, as Ollama counted them")
                .serviceLevelObjectives(TOKENS)
                .withRegistry(registry);
        duration = Timer.builder("gen_ai.server.request.duration")
                .description("Time from a request to the end of its answer")
                .serviceLevelObjectives(WHOLE)
                .withRegistry(registry);
        firstToken = Timer.builder("gen_ai.server.time_to_first_token")
                .description("Time from a request to the first token of its streamed answer")
                .serviceLevelObjectives(FIRST)
                .withRegistry(registry);
        outputToken = Timer.builder("gen_ai.server.time_per_output_token")
                .description("Time between two tokens of a streamed answer, on average")
                .serviceLevelObjectives(EACH)
                .withRegistry(registry);
    }

    private static Duration[] millis(long... values) {
        return LongStream.of(values).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    /** Counts a request that was not refused, when a model works for it; {@code key} says whose request it was. */
    void count(ExchangeReport exchange, Tags key) {
        String operation = operation(exchange.asked().route());
        if (operation == null) {
            return;
        }
        Tags tags = key.and("gen_ai.operation.name", operation, "gen_ai.provider.name", "ollama")
                .and("gen_ai.request.model", model(exchange));
        Answered answered = exchange.answered();
        Outcome.Kind outcome = answered.outcome().kind();
        Times times = answered.times();
        String error = outcome == Outcome.Kind.OK ? "none" : outcome.toString();
        duration.withTags(tags.and("error.type", error)).record(times.total());
        // Estimates are for bills, not for what Ollama counted.
        Usage usage = answered.usage() == null || answered.usage().estimated() ? null : answered.usage();
        if (usage != null) {
            count(tags, "input", usage.promptTokens());
            count(tags, "output", usage.completionTokens());
        }
        Duration first = times.firstToken();
        if (first != null && outcome == Outcome.Kind.OK) {
            firstToken.withTags(tags).record(first);
            if (usage != null && usage.completionTokens() > 1) {
                Duration rest = times.total().minus(first);
                outputToken.withTags(tags).record(rest.dividedBy(usage.completionTokens() - 1));
            }
        }
    }

    /** Returns the convention's name of what a route asks a model to do, or null when no model works for it. */
    static @Nullable String operation(@Nullable String route) {
        if (route == null) {
            return null;
        }
        return switch (route.startsWith(VERSION_PREFIX) ? route.substring(VERSION_PREFIX.length()) : route) {
            case "/chat/completions", "/responses", "/api/chat" -> "chat";
            case "/completions", "/api/generate" -> "text_completion";
            case "/embeddings", "/api/embed", "/api/embeddings" -> "embeddings";
            default -> null;
        };
    }

    /** Returns the one spelling of the model, or {@link #OTHER} when it has not answered yet. */
    private String model(ExchangeReport exchange) {
        String asked = exchange.asked().model();
        try {
            String name = ModelName.parse(asked == null ? "" : asked).shortText();
            // Two threads at a time may both find the last place: a few more do no harm.
            if (exchange.answered().outcome().kind() == Outcome.Kind.OK && models.size() < MOST_MODELS) {
                models.add(name);
            }
            return models.contains(name) ? name : OTHER;
        } catch (ApiException e) {
            return OTHER;
        }
    }

    private void count(Tags tags, String type, long count) {
        if (count > 0) {
            tokens.withTags(tags.and("gen_ai.token.type", type)).record((double) count);
        }
    }
}
