package io.github.ollamaguard.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.InvalidSettingException;
import io.github.ollamaguard.key.ApiKeyStore;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;

/** What is registered, without a container; the sample runs in one. */
class OllamaGuardAutoConfigurationTest {
    private static final AutoConfigurations ALL =
            AutoConfigurations.of(OllamaGuardAutoConfiguration.class, Boot3HealthAutoConfiguration.class);

    private final WebApplicationContextRunner application =
            new WebApplicationContextRunner().withConfiguration(ALL).withPropertyValues("ollama.guard.keys-file=keys");

    @Test
    void theGuardIsMountedBelowItsPrefix() {
        application.withPropertyValues("ollama.guard.prefix=/ai").run(context -> {
            FilterRegistrationBean<?> filter = filter(context);
            assertThat(filter.getUrlPatterns()).containsExactly("/ai/*");
            assertThat(filter.determineDispatcherTypes()).isEqualTo(EnumSet.allOf(DispatcherType.class));
            assertThat(filter.isAsyncSupported()).isTrue();
            assertThat(filter.getOrder()).isEqualTo(-20_000);
            ServletRegistrationBean<?> servlet = context.getBean(ServletRegistrationBean.class);
            assertThat(servlet.getUrlMappings()).containsExactly("/ai/*");
        });
    }

    @Test
    void theGuardMayTakeTheWholeApplication() {
        application
                .withPropertyValues("ollama.guard.prefix=/")
                .run(context -> assertThat(filter(context).getUrlPatterns()).containsExactly("/*"));
    }

    @Test
    void itsPlaceAmongTheFiltersIsAProperty() {
        application
                .withPropertyValues("ollama.guard.filter-order=17")
                .run(context -> assertThat(filter(context).getOrder()).isEqualTo(17));
    }

    @Test
    void keysMayComeFromABean() {
        new WebApplicationContextRunner()
                .withConfiguration(ALL)
                .withBean(ApiKeyStore.class, () -> presented -> Optional.empty())
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(FilterRegistrationBean.class));
    }

    @Test
    void withoutKeysTheApplicationDoesNotStart() {
        new WebApplicationContextRunner()
                .withConfiguration(ALL)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidSettingException.class)
                        .hasMessage("The guard has no API keys: set the property ollama.guard.keys-file,"
                                + " or declare a bean of type ApiKeyStore."));
    }

    @Test
    void itCanBeSwitchedOff() {
        application
                .withPropertyValues("ollama.guard.enabled=false", "ollama.guard.nonsense=1")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(FilterRegistrationBean.class));
    }

    @Test
    void itStaysOutOfApplicationsWithoutServlets() {
        new ApplicationContextRunner()
                .withConfiguration(ALL)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(GuardProperties.class));
    }

    @Test
    void itsHealthCanBeSwitchedOff() {
        String name = "ollamaGuardHealthIndicator";
        application.run(context -> assertThat(context).hasBean(name));
        application
                .withPropertyValues("management.health.ollama-guard.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(name));
    }

    private static FilterRegistrationBean<?> filter(ApplicationContext context) {
        return context.getBean(FilterRegistrationBean.class);
    }
}
