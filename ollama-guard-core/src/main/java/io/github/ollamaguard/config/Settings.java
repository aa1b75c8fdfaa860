package io.github.ollamaguard.config;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The value of every {@link Setting}. Immutable and thread-safe. */
public final class Settings {
    static final String PROPERTY_PREFIX = "ollama-guard.";
    static final String ENVIRONMENT_PREFIX = "OLLAMA_GUARD_";
    static final String PACKAGED_PREFIX = "default-";

    private final Map<Setting<?>, Object> configured;

    private Settings(Map<Setting<?>, Object> configured) {
        this.configured = Map.copyOf(configured);
    }

    /** Returns a builder that knows the defaults only. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the value of a setting.
     *
     * @throws InvalidSettingException when it has no default and nobody set it
     */
    public <T> T get(Setting<T> setting) {
        return find(setting)
                .orElseThrow(() -> new InvalidSettingException("Missing setting " + setting.name()
                        + ": set the init parameter " + setting.name() + ", the system property "
                        + setting.propertyName()
                        + " or the environment variable " + setting.environmentName() + "."));
    }

    /** Returns the value of a setting, or nothing when it has no default and nobody set it. */
    @SuppressWarnings("unchecked") // The builder puts a value of type T under a Setting<T> only.
    public <T> Optional<T> find(Setting<T> setting) {
        Object value = configured.get(setting);
        return value == null ? Optional.ofNullable(setting.defaultValue()) : Optional.of((T) value);
    }

    /** Returns whether nobody set it. {@code OLLAMA_HOST} counts as setting {@link Setting#UPSTREAM}. */
    public boolean isDefault(Setting<?> setting) {
        return !configured.containsKey(setting);
    }

    /** Where a value comes from; an earlier source wins, whatever the order of the calls. */
    private enum Source {
        BUILDER,
        CONTEXT,
        PROPERTY,
        ENVIRONMENT,
        OLLAMA,
        PACKAGED
    }

    /**
     * Collects settings. Every value is checked at once, also one that another source overrides. All methods throw
     * {@link InvalidSettingException} for an unknown name or a bad value. Not thread-safe.
     */
    public static final class Builder {
        /**
         * {@code NAME=value} as Kubernetes puts it into every container beside a service that is called
         * {@code ollama-guard}; nobody wrote these as settings.
         */
        private static final Pattern SERVICE_LINK = Pattern.compile(ENVIRONMENT_PREFIX
                + "(SERVICE_HOST=.*|SERVICE_PORT(_.+)?=.*|PORT_\\d+_(TCP|UDP|SCTP).*|PORT=(tcp|udp|sctp)://.*)");

        private final Map<Source, Map<Setting<?>, Object>> values = new EnumMap<>(Source.class);

        private Builder() {}

        /** Sets one value in Java; like an init parameter, it comes before every other source. */
        public <T> Builder with(Setting<T> setting, T value) {
            return put(Source.BUILDER, setting, setting.check(value));
        }

        /**
         * Reads one value from a place that only the caller knows; like {@link #with}, it comes before every other
         * source.
         *
         * @param origin where the text stands, for the error message
         */
        public Builder read(Setting<?> setting, String text, String origin) {
            return read(Source.BUILDER, setting, text, origin);
        }

        /** Reads the init parameters of a filter or servlet. */
        public Builder initParameters(Map<String, String> parameters) {
            parameters.forEach((name, text) -> {
                String source = "init parameter " + name;
                read(Source.BUILDER, named(name, Setting::name, source), text, source);
            });
            return this;
        }

        /**
         * Reads context parameters, which may belong to others as well: only known names are asked for. Whoever
         * packages an application can give a setting {@code NAME} another default with a parameter
         * {@code default-NAME}, which every other source overrides. One with a {@code ${…}} that the container does
         * not know is as good as none.
         */
        public Builder contextParameters(UnaryOperator<@Nullable String> parameters) {
            for (Setting<?> setting : Setting.all()) {
                String text = parameters.apply(setting.name());
                if (text != null) {
                    read(Source.CONTEXT, setting, text, "context parameter " + setting.name());
                }
                String packaged = PACKAGED_PREFIX + setting.name();
                String otherDefault = parameters.apply(packaged);
                if (otherDefault != null && !otherDefault.contains("${")) {
                    read(Source.PACKAGED, setting, otherDefault, "context parameter " + packaged);
                }
            }
            return this;
        }

        /**
         * Reads the system properties {@code ollama-guard.*} and the environment variables {@code OLLAMA_GUARD_*}, and
         * {@code OLLAMA_HOST} for an upstream that is set nowhere else. An empty variable is as good as none.
         */
        public Builder process() {
            return process(System.getProperties(), System.getenv());
        }

        Builder process(Properties properties, Map<String, String> environment) {
            for (String name : properties.stringPropertyNames()) {
                if (name.startsWith(PROPERTY_PREFIX)) {
                    String source = "system property " + name;
                    Setting<?> setting = named(name, Setting::propertyName, source);
                    read(Source.PROPERTY, setting, properties.getProperty(name), source);
                }
            }
            environment.forEach(this::environmentVariable);
            return this;
        }

        /**
         * Reads an address as {@code OLLAMA_HOST} has it, for an upstream that is set nowhere else; an empty one counts
         * as none.
         */
        public Builder ollamaHost(String text) {
            if (OllamaHost.unquote(text).isEmpty()) {
                return this;
            }
            try {
                return put(Source.OLLAMA, Setting.UPSTREAM, OllamaHost.url(text));
            } catch (IllegalArgumentException e) {
                throw new InvalidSettingException("Bad value of environment variable " + OllamaHost.VARIABLE
                        + ": expected the address of an Ollama server such as 127.0.0.1:11434.");
            }
        }

        /** Returns the settings. The builder stays usable. */
        public Settings build() {
            Map<Setting<?>, Object> configured = new HashMap<>();
            values.values().forEach(source -> source.forEach(configured::putIfAbsent));
            return new Settings(configured);
        }

        private void environmentVariable(String variable, String text) {
            if (variable.equals(OllamaHost.VARIABLE)) {
                ollamaHost(text);
            } else if (variable.startsWith(ENVIRONMENT_PREFIX)
                    && !SERVICE_LINK.matcher(variable + "=" + text).matches()) {
                String source = "environment variable " + variable;
                Setting<?> setting = named(variable, Setting::environmentName, source);
                if (!text.isBlank()) {
                    read(Source.ENVIRONMENT, setting, text, source);
                }
            }
        }

        private static Setting<?> named(String name, Function<Setting<?>, String> nameOf, String source) {
            return Setting.all().stream()
                    .filter(setting -> nameOf.apply(setting).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new InvalidSettingException(
                            "Unknown setting: " + source + ". Known are " + Setting.all() + "."));
        }

        private <T> Builder read(Source source, Setting<T> setting, String text, String origin) {
            return put(source, setting, setting.parse(text, origin));
        }

        private <T> Builder put(Source source, Setting<T> setting, T value) {
            values.computeIfAbsent(source, none -> new HashMap<>()).put(setting, value);
            return this;
        }
    }
}
