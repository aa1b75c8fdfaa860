package io.github.ollamaguard.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What lies in the executable jar beside the code. */
class JarFileIT {
    @Test
    void everyLicenceThatALibraryBringsIsThereAndNoneReplacesAnother() throws IOException {
        try (ZipFile jar = new ZipFile(System.getProperty("demo.jar"))) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();

            assertThat(names.stream().filter(name -> name.matches("(META-INF/)?(LICEN[SC]E|NOTICE)[^/]*")))
                    .containsExactly("META-INF/LICENSE");
            assertThat(names.stream().filter(name -> name.startsWith("META-INF/licenses/")))
                    .anyMatch(name -> name.matches(".*/slf4j-api-.*/LICENSE.*"))
                    .anyMatch(name -> name.matches(".*/HdrHistogram-.*/LICENSE.*"))
                    .anyMatch(name -> name.matches(".*/micrometer-core-.*/NOTICE.*"));
            assertThat(new String(
                            jar.getInputStream(jar.getEntry("META-INF/THIRD-PARTY.txt"))
                                    .readAllBytes(),
                            UTF_8))
                    .contains("(MIT) SLF4J API", "(Apache-2.0) Gson", "jetty-server");
        }
    }
}
