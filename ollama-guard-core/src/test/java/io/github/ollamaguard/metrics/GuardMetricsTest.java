package io.github.ollamaguard.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.health.Health;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.usage.ExchangeListener;
import io.github.ollamaguard.usage.ExchangeReport;
import io.github.ollamaguard.usage.ExchangeReport.Answered;
import io.github.ollamaguard.usage.ExchangeReport.Asked;
import io.github.ollamaguard.usage.ExchangeReport.Caller;
import io.github.ollamaguard.usage.ExchangeReport.Outcome;
import io.github.ollamaguard.usage.ExchangeReport.Times;
import io.github.ollamaguard.usage.Usage;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuardMetricsTest {
    private static final String CHAT = "/v1/chat/completions";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final GuardMetrics metrics = new GuardMetrics(registry);

    @Test
    void answeredStreamIsCountedWithItsModel() {
        tell(metrics, report(CHAT, "Llama3.2", "ok", 200));

        assertThat(registry.get("ollama.guard.requests")
                        .tags("route", CHAT, "outcome", "ok", "status", "2xx")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(tokens("input")).isEqualTo(26);
        assertThat(tokens("output")).isEqualTo(11);
        assertThat(millis("gen_ai.server.request.duration")).isEqualTo(3000);
        assertThat(millis("gen_ai.server.time_to_first_token")).isEqualTo(1000);
        assertThat(millis("gen_ai.server.time_per_output_token")).isEqualTo(200);
        assertThat(registry.get("gen_ai.server.request.duration")
                        .timer()
                        .getId()
                        .getTags())
                .containsExactlyInAnyOrder(
                        Tag.of("gen_ai.operation.name", "chat"),
                        Tag.of("gen_ai.provider.name", "ollama"),
                        Tag.of("gen_ai.request.model", "llama3.2:latest"),
                        Tag.of("error.type", "none"));
    }

    @Test
    void spellingsOfAModelAreOneModel() {
        for (String spelling : new String[] {"m", "M:latest", "library/m", "hf.co/Org/m:q4"}) {
            tell(metrics, report(CHAT, spelling, "ok", 200));
        }
        assertThat(values("gen_ai.request.model")).containsExactlyInAnyOrder("m:latest", "hf.co/org/m:q4");
    }

    @Test
    void refusalsHaveAReasonAndNoModel() {
        tell(metrics, report(CHAT, "m", "refused:invalid_api_key", 401));

        assertThat(registry.get("ollama.guard.rejections")
                        .tags("reason", "invalid_api_key")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.find("gen_ai.server.request.duration").timer()).isNull();
    }

    @Test
    void failuresKeepTheModelsThatHaveAnsweredBefore() {
        tell(metrics, report(CHAT, "made-up", "upstream_error", 502));
        tell(metrics, report(CHAT, "m", "ok", 200));
        tell(metrics, report(CHAT, "m", "client_gone", 200));

        assertThat(values("gen_ai.request.model")).containsExactlyInAnyOrder("other", "m:latest");
        assertThat(values("error.type")).containsExactlyInAnyOrder("none", "upstream_error", "client_gone");
        assertThat(registry.get("gen_ai.server.time_to_first_token").timer().count())
                .isEqualTo(1);
    }

    @Test
    void tagsAreNotMadeUpByClients() {
        for (int i = 0; i < GenAiMeters.MOST_MODELS + 50; i++) {
            tell(metrics, report(CHAT, "model" + i, "ok", 200));
        }
        tell(metrics, report(null, null, "refused:unknown_url", 404));

        assertThat(values("gen_ai.request.model"))
                .hasSize(GenAiMeters.MOST_MODELS + 1)
                .contains(GenAiMeters.OTHER);
        assertThat(values("route")).containsExactlyInAnyOrder(CHAT, "none");
    }

    @Test
    void nobodyReadsTheNameOfAKeyUnlessAsked() {
        tell(metrics, report(CHAT, "m", "ok", 200));
        assertThat(registry.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().toString()).doesNotContain("alice"));

        SimpleMeterRegistry byKey = new SimpleMeterRegistry();
        tell(GuardMetrics.withKeyNames(byKey), report(CHAT, "m", "ok", 200));
        assertThat(byKey.get("ollama.guard.requests")
                        .tags("ollama.guard.key", "alice")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void requestsAreActiveUntilTheyEnd() {
        ExchangeListener both = metrics.and(exchange -> {});
        both.begun();
        both.begun();
        assertThat(active()).isEqualTo(2);
        both.ended(report(CHAT, "m", "client_gone", 200));
        assertThat(active()).isEqualTo(1);
    }

    @Test
    void healthIsLookedAtWhenItIsRead() {
        AtomicReference<Health> health = new AtomicReference<>(new Health(true, true, true));
        metrics.observe(health::get);
        assertThat(gauge("ollama.guard.upstream.up")).isEqualTo(1);
        assertThat(gauge("ollama.guard.ready")).isEqualTo(1);

        health.set(new Health(false, true, true));
        assertThat(gauge("ollama.guard.upstream.up")).isEqualTo(1);
        assertThat(gauge("ollama.guard.ready")).isZero();
    }

    @Test
    void everyOperationOfAModelIsKnown() {
        for (Endpoint endpoint : Endpoint.values()) {
            assertThat(GenAiMeters.operation(endpoint.path()) != null)
                    .as(endpoint.path())
                    .isEqualTo(endpoint.hasBody())
                    .isEqualTo(GenAiMeters.operation(Endpoint.VERSION_PREFIX + endpoint.path()) != null);
        }
        assertThat(Arrays.stream(NativeOperation.values())
                        .filter(operation -> GenAiMeters.operation(operation.path()) != null))
                .containsExactly(
                        NativeOperation.CHAT,
                        NativeOperation.GENERATE,
                        NativeOperation.EMBED,
                        NativeOperation.EMBEDDINGS);
    }

    private static void tell(GuardMetrics told, ExchangeReport report) {
        told.begun();
        told.ended(report);
    }

    private static ExchangeReport report(@Nullable String route, @Nullable String model, String outcome, int status) {
        boolean ok = outcome.equals("ok");
        Times times = new Times(Duration.ofMillis(500), ok ? Duration.ofSeconds(1) : null, Duration.ofSeconds(3));
        return new ExchangeReport(
                "req_1",
                new Caller("192.0.2.7", "alice"),
                new Asked(Instant.EPOCH, "POST", route, model),
                new Answered(outcome(outcome), status, 100, ok ? new Usage(26, 11) : null, times));
    }

    private static Outcome outcome(String word) {
        return word.startsWith("refused:")
                ? Outcome.refused(word.substring("refused:".length()))
                : Outcome.of(Outcome.Kind.valueOf(word.toUpperCase(Locale.ROOT)));
    }

    private Set<String> values(String tag) {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .map(id -> id.getTag(tag))
                .filter(value -> value != null)
                .collect(Collectors.toSet());
    }

    private double tokens(String type) {
        return registry.get("gen_ai.client.token.usage")
                .tags("gen_ai.token.type", type)
                .summary()
                .totalAmount();
    }

    private double millis(String timer) {
        return registry.get(timer).timer().totalTime(TimeUnit.MILLISECONDS);
    }

    private double active() {
        return gauge("ollama.guard.requests.active");
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }
}
