package io.github.ollamaguard.spring;

import io.github.ollamaguard.GuardFilter;
import io.github.ollamaguard.config.InvalidSettingException;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.usage.ExchangeListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration that mounts the guard below its prefix in a servlet web application. Keys come from a bean of type
 * {@link ApiKeyStore}, or else from the file of {@code ollama.guard.keys-file}.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = GuardProperties.ENABLED, havingValue = "true", matchIfMissing = true)
public final class OllamaGuardAutoConfiguration {
    /**
     * Behind the filters that any request needs (encoding, forwarded headers, observation), and in front of all that
     * read bodies or decide who may come in: the first of these is Spring's for hidden methods, at -10000.
     */
    static final int FILTER_ORDER = -20_000;

    @Bean
    GuardProperties ollamaGuardProperties(Environment environment) {
        return new GuardProperties(environment);
    }

    @Bean
    Settings ollamaGuardSettings(GuardProperties properties) {
        return properties.settings();
    }

    /** The target of the guard's URLs, never reached: without one, a container might refuse them before it asks a filter. */
    @Bean
    ServletRegistrationBean<HttpServlet> ollamaGuardServlet(Settings settings) {
        ServletRegistrationBean<HttpServlet> servlet =
                new ServletRegistrationBean<>(new UnreachedServlet(), pattern(settings));
        servlet.setName("ollama-guard-target");
        return servlet;
    }

    @Bean
    FilterRegistrationBean<GuardFilter> ollamaGuardFilter(
            GuardProperties properties, Settings settings, ObjectProvider<ApiKeyStore> keys) {
        FilterRegistrationBean<GuardFilter> filter =
                new FilterRegistrationBean<>(filter(settings, keys.getIfAvailable()));
        filter.setName("ollama-guard");
        filter.addUrlPatterns(pattern(settings));
        filter.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        filter.setOrder(properties.filterOrder(FILTER_ORDER));
        return filter;
    }

    /** Every bean of the type is told about each request. */
    @Bean
    ServletContextInitializer ollamaGuardListener(ObjectProvider<ExchangeListener> listeners) {
        return context -> listeners
                .orderedStream()
                .reduce(ExchangeListener::and)
                .ifPresent(listener -> context.setAttribute(ExchangeListener.ATTRIBUTE, listener));
    }

    private static GuardFilter filter(Settings settings, @Nullable ApiKeyStore keys) {
        if (keys != null) {
            return new GuardFilter(settings, keys);
        }
        if (settings.find(Setting.KEYS_FILE).isEmpty()) {
            throw new InvalidSettingException("The guard has no API keys: set the property " + GuardProperties.PREFIX
                    + "." + Setting.KEYS_FILE + ", or declare a bean of type ApiKeyStore.");
        }
        return new GuardFilter(settings);
    }

    private static String pattern(Settings settings) {
        return settings.get(Setting.PREFIX) + "/*";
    }

    /** Answers nothing. */
    private static final class UnreachedServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;
    }
}
