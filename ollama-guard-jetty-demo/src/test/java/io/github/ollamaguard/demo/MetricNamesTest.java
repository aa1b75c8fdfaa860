package io.github.ollamaguard.demo;

import static io.github.ollamaguard.demo.ProjectFile.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.health.Health;
import io.github.ollamaguard.metrics.GuardMetrics;
import io.github.ollamaguard.usage.ExchangeReport;
import io.github.ollamaguard.usage.ExchangeReport.Answered;
import io.github.ollamaguard.usage.ExchangeReport.Asked;
import io.github.ollamaguard.usage.ExchangeReport.Caller;
import io.github.ollamaguard.usage.ExchangeReport.Outcome;
import io.github.ollamaguard.usage.ExchangeReport.Times;
import io.github.ollamaguard.usage.Usage;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is drawn, alerted on and documented is measured. */
class MetricNamesTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final GuardMetrics metrics = new GuardMetrics(registry);

    @BeforeEach
    void measureOnceEach() {
        metrics.observe(() -> new Health(true, true, true));
        metrics.ended(report(Outcome.of(Outcome.Kind.OK)));
        metrics.ended(report(Outcome.refused("invalid_api_key")));
    }

    @Test
    void documentedNamesAreAll() {
        List<String> rows =
                ProjectFile.of("docs/operations.md").all("(?m)^\\| `((?:gen_ai|ollama\\.guard)\\.[a-z_.]+)` \\|");
        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(new TreeSet<>(registry.getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .toList()));
    }

    @Test
    void dashboardAndAlertsCanBeRead() {
        assertThat((List<?>) at(
                        ProjectFile.of("deploy/grafana-dashboard.json")
                                .documents()
                                .get(0),
                        "panels"))
                .isNotEmpty()
                .allSatisfy(panel ->
                        assertThat(at(panel, "targets", 0, "expr")).asString().isNotEmpty());
        assertThat((List<?>) at(
                        ProjectFile.of("deploy/prometheus-alerts.yaml")
                                .documents()
                                .get(0),
                        "groups",
                        0,
                        "rules"))
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(at(rule, "expr")).asString().isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/grafana-dashboard.json", "deploy/prometheus-alerts.yaml", "docs/operations.md"})
    void queriedNamesExist(String name) {
        new JvmMemoryMetrics().bindTo(registry);
        String scrape = registry.scrape();
        List<String> words = ProjectFile.of(name).all("\\b(?:ollama_guard|gen_ai|jvm|process|system)_[a-z0-9_]+");
        assertThat(words)
                .isNotEmpty()
                .allSatisfy(word -> assertThat(scrape)
                        .containsPattern("(?m)(^" + word + "[{ ])|([{,]" + Pattern.quote(word) + "=)"));
    }

    private static ExchangeReport report(Outcome outcome) {
        return new ExchangeReport(
                "req_1",
                new Caller("192.0.2.7", "alice"),
                new Asked(Instant.EPOCH, "POST", "/v1/chat/completions", "m"),
                new Answered(
                        outcome,
                        200,
                        100,
                        new Usage(26, 11),
                        new Times(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(3))));
    }
}
