package io.github.ollamaguard.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** The guard's part of the health endpoint in Spring Boot 4. */
@AutoConfiguration(after = OllamaGuardAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(name = "ollamaGuardFilter")
@ConditionalOnEnabledHealthIndicator("ollama-guard")
final class Boot4HealthAutoConfiguration {
    @Bean
    HealthIndicator ollamaGuardHealthIndicator(FilterRegistrationBean<GuardFilter> ollamaGuardFilter) {
        return () -> {
            GuardHealth health = GuardHealth.of(ollamaGuardFilter);
            Health.Builder answer = health.isUp() ? Health.up() : Health.down();
            return answer.withDetails(health.details()).build();
        };
    }
}
