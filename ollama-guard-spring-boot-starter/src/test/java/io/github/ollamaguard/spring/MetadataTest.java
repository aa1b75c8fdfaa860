package io.github.ollamaguard.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.ollamaguard.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keeps the metadata for editors true: when it fails, copy the file that it has written. */
class MetadataTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final String FILE = "src/main/resources/META-INF/spring-configuration-metadata.json";

    private record Property(
            String name,
            String type,
            String description,
            @Nullable Object defaultValue) {}

    private record Metadata(List<Property> properties) {}

    @Test
    void metadataIsThatOfTheSettings() throws IOException {
        List<Property> properties = new ArrayList<>();
        properties.add(new Property(
                "ollama.guard.enabled", "java.lang.Boolean", "Mount the guard in this application.", true));
        properties.add(new Property(
                "ollama.guard.filter-order",
                "java.lang.Integer",
                "Order of the guard among the filters; in front of Spring Security by default.",
                OllamaGuardAutoConfiguration.FILTER_ORDER));
        for (Setting<?> setting : Setting.all()) {
            properties.add(new Property(
                    "ollama.guard." + setting.name(),
                    "java.lang.String",
                    setting.help().replace("`", "") + ".",
                    setting.defaultText()));
        }
        Gson gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
        String expected = gson.toJson(new Metadata(properties)) + "\n";
        Path copy = Files.writeString(MODULE.resolve("target/spring-configuration-metadata.json"), expected);

        assertThat(Files.readString(MODULE.resolve(FILE)))
                .as("replace it with %s", copy)
                .isEqualTo(expected);
    }
}
