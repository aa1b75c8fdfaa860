package io.github.ollamaguard.demo;

import io.github.ollamaguard.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The settings without an option of their own, for the end of {@code --help}. */
final class SettingsHelp {
    private SettingsHelp() {}

    static String[] lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%nEverything else is an environment variable, or -Dollama-guard.NAME in front of -jar; defaults:%n");
        for (Setting<?> setting : Setting.all()) {
            if (setting != Setting.UPSTREAM && setting != Setting.KEYS_FILE) {
                String defaultText = Objects.requireNonNullElse(DemoDefaults.of(setting), "none");
                lines.add("  %-33s %s".formatted(setting.environmentName(), defaultText));
            }
        }
        return lines.toArray(String[]::new);
    }
}
