package io.github.ollamaguard.war;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What lies in the WAR beside the code. */
class WarFileIT {
    @Test
    void everyForeignLibraryIsListedWithItsLicence() throws IOException {
        try (ZipFile war = new ZipFile(System.getProperty("war.file"))) {
            List<String> libraries = war.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.matches("WEB-INF/lib/(?!ollama-guard-).*\\.jar"))
                    .toList();
            String list = text(war, "META-INF/THIRD-PARTY.txt");

            assertThat(libraries)
                    .hasSizeGreaterThan(5)
                    .allSatisfy(library -> assertThat(list)
                            .containsPattern("\\([A-Z].*:"
                                    + library.replaceFirst(".*/(.*)-([0-9].*)\\.jar", "$1:$2")
                                            .replace(".", "\\.") + " "));
            assertThat(text(war, "META-INF/LICENSE")).contains("Apache License");
        }
    }

    private static String text(ZipFile war, String name) throws IOException {
        return new String(war.getInputStream(war.getEntry(name)).readAllBytes(), UTF_8);
    }
}
