package io.github.ollamaguard;

import io.github.ollamaguard.config.InvalidSettingException;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.key.ApiKeyStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * Installs the whole guard, as a {@link GuardFilter}, in one line. Immutable and thread-safe.
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
     * Registers the {@link GuardFilter}, while the web application starts. With {@link Setting#WEBSOCKET}, in a
     * container that knows them, clients can also open a WebSocket.
     *
     * @throws IllegalStateException when the context has a guard for this prefix already, or has been initialised
     */
    public void install(ServletContext context) {
        String prefix = settings.get(Setting.PREFIX);
        String pattern = prefix + "/*";
        String name = NAME + prefix;
        FilterRegistration.Dynamic filter =
                context.addFilter(name, keys == null ? new GuardFilter(settings) : new GuardFilter(settings, keys));
        requireNew(filter);
        filter.setAsyncSupported(true);
        // Behind those that the application maps itself: only that order is the order of the calls in every container.
        filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, pattern);
        ServletRegistration.Dynamic target = context.addServlet(name, new UnreachedServlet());
        requireNew(target);
        // Tomcat asks the end of a chain, reached or not, whether filters of the application may start it.
        target.setAsyncSupported(true);
        target.addMapping(pattern);
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
