package io.github.ollamaguard.spring;

import io.github.ollamaguard.metrics.GuardMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletContext;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The guard's metrics, for applications with a registry of Micrometer. */
@AutoConfiguration(
        after = OllamaGuardAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(name = "ollamaGuardFilter", value = MeterRegistry.class)
final class GuardMetricsAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    GuardMetrics ollamaGuardMetrics(MeterRegistry registry, ServletContext context) {
        GuardMetrics metrics = new GuardMetrics(registry);
        metrics.observe(GuardHealth.of(context));
        return metrics;
    }
}
