package io.github.ollamaguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The core stays small enough to be read. Whoever needs more room should first look for what can go. */
class SourceSizeTest {
    private static final int LINES_OF_A_FILE = 350;
    private static final int FILES_OF_A_PACKAGE = 30;
    private static final Map<String, Integer> FILES_OF_ONE_PACKAGE = Map.of("servlet", 15);
    private static final int FILES_OF_ALL = 190;
    private static final int LINES_OF_ALL = 16_000;

    private static final Path SOURCES = Path.of("src/main/java/io/github/ollamaguard");

    @Test
    void filesAreShort() {
        assertThat(lines()).allSatisfy((file, lines) -> assertThat(lines).isLessThanOrEqualTo(LINES_OF_A_FILE));
    }

    @Test
    void packagesAreSmall() {
        Map<String, Long> packages = lines().keySet().stream()
                .collect(Collectors.groupingBy(SourceSizeTest::packageOf, TreeMap::new, Collectors.counting()));
        assertThat(packages)
                .allSatisfy((name, files) -> assertThat(files)
                        .isLessThanOrEqualTo(FILES_OF_ONE_PACKAGE.getOrDefault(name, FILES_OF_A_PACKAGE)));
    }

    @Test
    void coreHasFewFiles() {
        assertThat(lines().size()).isLessThanOrEqualTo(FILES_OF_ALL);
    }

    @Test
    void coreHasFewLines() {
        assertThat(lines().values().stream().mapToInt(Integer::intValue).sum()).isLessThanOrEqualTo(LINES_OF_ALL);
    }

    private static String packageOf(Path file) {
        Path directory = file.getParent();
        return directory == null ? PackageGraph.ROOT : directory.toString().replace('/', '.');
    }

    /** Returns each file, seen from the base package, with its number of lines. */
    private static Map<Path, Integer> lines() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .collect(Collectors.toMap(SOURCES::relativize, file -> count(file), (a, b) -> a, TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int count(Path file) {
        try {
            return Files.readAllLines(file).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
