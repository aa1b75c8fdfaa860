package io.github.ollamaguard;

import io.github.ollamaguard.config.InvalidSettingException;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.proxy.OllamaProxyServlet;
import io.github.ollamaguard.servlet.ApiKeyFilter;
import io.github.ollamaguard.servlet.OpenAiRewriteFilter;
import io.github.ollamaguard.websocket.WebSocketFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * The whole guard: {@link ApiKeyFilter}, {@link OpenAiRewriteFilter} and {@link OllamaProxyServlet}, installed in the one
 * right order. Immutable and thread-safe.
 */
public final class OllamaGuard {
    private static final String NAME = "ollama-guard";

    private final Settings settings;
    private final @Nullable ApiKeyStore keys;

    private OllamaGuard(Settings settings, @Nullable ApiKeyStore keys) {
        this.settings = settings;
        this.keys = keys;
    }

    /** Returns a builder for settings in Java; what is not set has its default, and nothing is read elsewhere. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the guard with settings that come from anywhere. */
    public static OllamaGuard of(Settings settings) {
        return new OllamaGuard(settings, null);
    }

    /** Returns the guard with keys of any origin; there need not be a key file. */
    public static OllamaGuard of(Settings settings, ApiKeyStore keys) {
        return new OllamaGuard(settings, keys);
    }

    /**
     * Returns the guard with the settings of context parameters, system properties and environment. One line installs
     * it: {@code OllamaGuard.configuredBy(context).install(context)}.
     *
     * @throws InvalidSettingException when a setting is unknown or wrong
     */
    public static OllamaGuard configuredBy(ServletContext context) {
        return of(Settings.builder()
                .contextParameters(context::getInitParameter)
                .process()
                .build());
    }

    /**
     * Registers the three pieces, while the web application starts. With {@link Setting#WEBSOCKET},
     * in a container that knows them, clients can also open a WebSocket; each of its messages takes the way through the
     * same three.
     *
     * @throws IllegalStateException when the context has a guard already, or has been initialised
     */
    public void install(ServletContext context) {
        String pattern = settings.get(Setting.PREFIX) + "/*";
        ApiKeyFilter keyFilter = keys == null ? new ApiKeyFilter(settings) : new ApiKeyFilter(settings, keys);
        OpenAiRewriteFilter rewriteFilter = new OpenAiRewriteFilter(settings);
        OllamaProxyServlet proxyServlet = new OllamaProxyServlet(settings);
        WebSocketFilter webSocketFilter = new WebSocketFilter(
                settings,
                (message, answer) -> keyFilter.doFilter(
                        message, answer, (known, to) -> rewriteFilter.doFilter(known, to, proxyServlet::service)));
        register(context, "-key", keyFilter, pattern, EnumSet.allOf(DispatcherType.class));
        register(context, "-websocket", webSocketFilter, pattern, EnumSet.of(DispatcherType.REQUEST));
        register(
                context,
                "-openai",
                rewriteFilter,
                pattern,
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC));
        ServletRegistration.Dynamic proxy = context.addServlet(NAME + "-proxy", proxyServlet);
        requireNew(proxy);
        proxy.setAsyncSupported(true);
        proxy.setLoadOnStartup(1);
        proxy.addMapping(pattern);
    }

    /**
     * Adds a filter behind those that the application maps itself: only that order is the order of the calls in every
     * container. In front of them, Undertow would reverse it, and requests would be rewritten before their key is checked.
     */
    private static void register(
            ServletContext context, String suffix, Filter filter, String pattern, EnumSet<DispatcherType> types) {
        FilterRegistration.Dynamic registration = context.addFilter(NAME + suffix, filter);
        requireNew(registration);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(types, true, pattern);
    }

    private static void requireNew(@Nullable Object registration) {
        if (registration == null) {
            throw new IllegalStateException("This web application has a guard already.");
        }
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private final Settings.Builder settings = Settings.builder();

        private Builder() {}

        /**
         * Sets one value.
         *
         * @throws InvalidSettingException when the value is not allowed
         */
        public <T> Builder with(Setting<T> setting, T value) {
            settings.with(setting, value);
            return this;
        }

        /** Returns the guard. The builder stays usable. */
        public OllamaGuard build() {
            return of(settings.build());
        }
    }
}
