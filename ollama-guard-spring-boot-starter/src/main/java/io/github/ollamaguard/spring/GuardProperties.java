package io.github.ollamaguard.spring;

import io.github.ollamaguard.config.InvalidSettingException;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The properties {@code ollama.guard.*} of an application: one for each {@link Setting}, and two of the starter's own.
 * Thread-safe, as the environment is.
 */
final class GuardProperties {
    static final String PREFIX = "ollama.guard";
    static final String ENABLED = PREFIX + ".enabled";
    static final String FILTER_ORDER = PREFIX + ".filter-order";

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(PREFIX);
    private static final String OLLAMA_HOST = "OLLAMA_HOST";

    private final Environment environment;
    private final Binder binder;
    private final Iterable<ConfigurationPropertySource> sources;

    GuardProperties(Environment environment) {
        this.environment = environment;
        this.binder = Binder.get(environment);
        this.sources = ConfigurationPropertySources.get(environment);
    }

    /**
     * Returns the settings.
     *
     * @throws InvalidSettingException when a property is unknown or wrong
     */
    Settings settings() {
        sources.forEach(GuardProperties::refuseUnknown);
        Settings.Builder settings = Settings.builder();
        for (Setting<?> setting : Setting.all()) {
            ConfigurationPropertyName name = ROOT.append(setting.name());
            text(name).ifPresent(text -> settings.read(setting, text, "property " + name + origin(name)));
        }
        String ollamaHost = environment.getProperty(OLLAMA_HOST);
        return ollamaHost == null
                ? settings.build()
                : settings.ollamaHost(ollamaHost).build();
    }

    /** Returns the place of the guard among the filters, or {@code usual} when nobody says so. */
    int filterOrder(int usual) {
        return binder.bind(FILTER_ORDER, Integer.class).orElse(usual);
    }

    /** Returns the text of a property; that of a list, which YAML spreads over several lines, with commas. */
    private Optional<String> text(ConfigurationPropertyName name) {
        String text = binder.bind(name, Bindable.of(String.class)).orElse(null);
        if (text == null) {
            List<String> items =
                    binder.bind(name, Bindable.listOf(String.class)).orElse(List.of());
            return items.isEmpty() ? Optional.empty() : Optional.of(String.join(",", items));
        }
        return Optional.of(text);
    }

    private String origin(ConfigurationPropertyName name) {
        return StreamSupport.stream(sources.spliterator(), false)
                .map(source -> source.getConfigurationProperty(name))
                .filter(Objects::nonNull)
                .findFirst()
                .filter(property -> property.getOrigin() != null)
                .map(property -> " (" + property.getOrigin() + ")")
                .orElse("");
    }

    /** The environment may hold variables of others, such as those of a Kubernetes service called ollama-guard. */
    private static void refuseUnknown(ConfigurationPropertySource source) {
        if (source instanceof IterableConfigurationPropertySource iterable
                && !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
            iterable.stream()
                    .filter(ROOT::isAncestorOf)
                    .filter(name -> !isKnown(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new InvalidSettingException("Unknown property " + name + ". Known below " + PREFIX
                                + " are enabled, filter-order and " + Setting.all() + ".");
                    });
        }
    }

    private static boolean isKnown(ConfigurationPropertyName name) {
        ConfigurationPropertyName base = name.isLastElementIndexed() ? name.getParent() : name;
        return base.equals(ConfigurationPropertyName.of(ENABLED))
                || base.equals(ConfigurationPropertyName.of(FILTER_ORDER))
                || Setting.all().stream()
                        .map(setting -> ROOT.append(setting.name()))
                        .anyMatch(base::equals);
    }
}
