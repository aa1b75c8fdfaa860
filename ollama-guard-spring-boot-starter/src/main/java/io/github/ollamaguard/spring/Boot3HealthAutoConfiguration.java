package io.github.ollamaguard.spring;

import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** The guard's part of the health endpoint in Spring Boot 3. */
@AutoConfiguration(after = OllamaGuardAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(name = "ollamaGuardFilter")
@ConditionalOnEnabledHealthIndicator("ollama-guard")
final class Boot3HealthAutoConfiguration {
    @Bean
    HealthIndicator ollamaGuardHealthIndicator(FilterRegistrationBean<GuardFilter> ollamaGuardFilter) {
        return () -> {
            GuardHealth health = GuardHealth.of(ollamaGuardFilter);
            Health.Builder answer = health.isUp() ? Health.up() : Health.down();
            return answer.withDetails(health.details()).build();
        };
    }
}
