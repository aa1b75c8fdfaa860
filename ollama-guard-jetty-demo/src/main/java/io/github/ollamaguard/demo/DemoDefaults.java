package io.github.ollamaguard.demo;

import io.github.ollamaguard.config.Setting;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings whose defaults in the program are not those of the library. */
final class DemoDefaults {
    /** Whoever starts the program wants to see something; an application opens nothing that it was not told to. */
    private static final Map<String, String> VALUES = Map.of(Setting.PLAYGROUND.name(), "true");

    private DemoDefaults() {}

    /** Returns the default as one would write it, or null when there is none. */
    static @Nullable String of(Setting<?> setting) {
        return VALUES.getOrDefault(setting.name(), setting.defaultText());
    }

    /** Returns the value of a context parameter, as a packaged application has them. */
    static @Nullable String parameter(String name) {
        return name.startsWith("default-") ? VALUES.get(name.substring("default-".length())) : null;
    }
}
