package io.github.ollamaguard.spring;

import jakarta.servlet.ServletContext;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The guard's part of the health endpoint in Spring Boot 4. */
@AutoConfiguration(after = OllamaGuardAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(name = "ollamaGuardFilter")
@ConditionalOnEnabledHealthIndicator("ollama-guard")
final class Boot4HealthAutoConfiguration {
    @Bean
    HealthIndicator ollamaGuardHealthIndicator(ServletContext context) {
        return () -> {
            io.github.ollamaguard.health.Health health = GuardHealth.of(context).check();
            Health.Builder answer = health.isReady() ? Health.up() : Health.down();
            return answer.withDetails(GuardHealth.details(health)).build();
        };
    }
}
