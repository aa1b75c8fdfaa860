package io.github.ollamaguard.demo;

import io.github.ollamaguard.config.Setting;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings whose defaults in the program are not those of the library. */
final class DemoDefaults {
    private static final String PREFIX = "default-";

    /** Whoever starts the program wants to see something; an application opens nothing that it was not told to. */
    private static final Map<String, String> PARAMETERS = Map.of(PREFIX + Setting.PLAYGROUND.name(), "true");

    private DemoDefaults() {}

    /** Returns the default as one would write it, or null when there is none. */
    static @Nullable String of(Setting<?> setting) {
        return PARAMETERS.getOrDefault(PREFIX + setting.name(), setting.defaultText());
    }

    /** Returns the value of a context parameter, as whoever packages an application sets it. */
    static @Nullable String parameter(@Nullable String name) {
        return PARAMETERS.get(name);
    }
}
