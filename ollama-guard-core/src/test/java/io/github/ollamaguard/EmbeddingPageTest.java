package io.github.ollamaguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The libraries and lines for WebSockets in {@code docs/embedding.md} are those with which the containers are tested. */
class EmbeddingPageTest {
    private static final Pattern ROW = Pattern.compile("\\| [^|]+ \\| `[^:`]+:([^`]+)`[^|]*\\| `\\w+(\\.[^`]+)` \\|");

    @Test
    void linesForWebSocketsAreThoseOfTheTests() throws IOException {
        String build = Files.readString(Path.of("pom.xml"));
        String tests = sources(Path.of("src/test/java/io/github/ollamaguard/container"));
        List<String> rows = Files.readAllLines(Path.of("../docs/embedding.md")).stream()
                .filter(ROW.asMatchPredicate())
                .toList();
        assertThat(rows).hasSize(3).allSatisfy(row -> {
            assertThat(build).contains("<artifactId>" + ROW.matcher(row).replaceAll("$1") + "</artifactId>");
            assertThat(tests).contains(ROW.matcher(row).replaceAll("$2"));
        });
    }

    private static String sources(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(EmbeddingPageTest::text).collect(Collectors.joining());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
