package io.github.ollamaguard.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The snippets of {@code docs/spring-boot.md} stand in the sample, whose tests run them. */
class SpringBootPageTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final Pattern SNIPPET = Pattern.compile("```(?:java|xml|yaml)\n(.*?)```", Pattern.DOTALL);

    @Test
    void everySnippetStandsInTheSample() throws IOException {
        List<String> sample = sample();
        List<String> snippets = SNIPPET.matcher(Files.readString(MODULE.resolve("../docs/spring-boot.md")))
                .results()
                .map(MatchResult::group)
                .map(block -> squeeze(block.substring(block.indexOf('\n'), block.lastIndexOf("```"))))
                .toList();

        assertThat(snippets)
                .hasSize(3)
                .allSatisfy(snippet ->
                        assertThat(sample).anySatisfy(file -> assertThat(file).contains(snippet)));
    }

    private static List<String> sample() throws IOException {
        try (Stream<Path> files = Files.walk(MODULE.resolve("sample"))) {
            return files.filter(file -> file.toString().matches(".*/(src/.*\\.(java|yaml)|pom\\.xml)"))
                    .map(SpringBootPageTest::read)
                    .map(SpringBootPageTest::squeeze)
                    .toList();
        }
    }

    private static String squeeze(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
