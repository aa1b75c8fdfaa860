package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fenced block of every page has a test, named in {@code snippets.txt}; whatever can be read by a machine is at
 * least read here.
 */
class SnippetsTest {
    private static final Pattern ROW = Pattern.compile("(\\S+) +(\\S+) +(\\d+) +(\\S+)");
    private static final Pattern FILE_OF_THE_PROJECT =
            Pattern.compile("\\b(?:bench|deploy|ollama-guard-[a-z-]+)/[^\\s\"')]+");
    private static final Path PROJECT = Path.of(System.getProperty("basedir", "."), "..");

    private static final Set<String> NO_TEST = Set.of("read", "picture", "record");

    /** What stands around a snippet of Java: the variables that its page speaks of. */
    private static final String JAVA_AROUND = """
            import io.github.ollamaguard.*;
            import io.github.ollamaguard.config.*;
            import io.github.ollamaguard.metrics.*;
            import io.github.ollamaguard.servlet.*;
            import io.github.ollamaguard.usage.*;
            import io.micrometer.core.instrument.MeterRegistry;
            import jakarta.servlet.*;
            import jakarta.servlet.annotation.*;
            import java.nio.file.Path;
            import java.util.*;
            abstract class Around {
                interface Meter { void count(Usage usage); }
                void around(ServletContext servletContext, MeterRegistry registry, Meter meter) { %s }
                %s
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void everySnippetHasATest() throws IOException {
        Map<String, Long> snippets = Snippet.all().stream()
                .collect(Collectors.groupingBy(
                        snippet -> snippet.page() + " " + snippet.language(), TreeMap::new, Collectors.counting()));

        assertThat(rows().collect(Collectors.toMap(
                        row -> row.get(0) + " " + row.get(1), row -> Long.valueOf(row.get(2)))))
                .as("snippets.txt")
                .containsExactlyInAnyOrderEntriesOf(snippets);
    }

    @Test
    void everyTestNamesThePageOrHasItsText() throws IOException {
        for (List<String> row : rows().toList()) {
            String test = row.get(3);
            if (!NO_TEST.contains(test)) {
                String page = row.get(0).substring(row.get(0).lastIndexOf('/') + 1);
                String text = ProjectFile.of(test).text();
                assertThat(Snippet.of(row.get(0), row.get(1)))
                        .as(test)
                        .allMatch(snippet -> text.contains(page) || text.contains(snippet.text()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sh")
    void shellIsUnderstood(Snippet snippet) throws Exception {
        Process bash = new ProcessBuilder("bash", "-n", "-c", snippet.text())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(bash.waitFor()).isZero();
    }

    @ParameterizedTest
    @MethodSource("sh")
    void filesAreThere(Snippet snippet) {
        assertThat(FILE_OF_THE_PROJECT
                        .matcher(snippet.text())
                        .results()
                        .map(MatchResult::group)
                        .filter(file -> !file.matches("(.*/target|deploy/keys).*")))
                .allSatisfy(file -> assertThat(PROJECT.resolve(file)).exists());
    }

    @ParameterizedTest
    @MethodSource("java")
    void javaIsCompiled(Snippet snippet) {
        boolean declaration = snippet.text().contains(" class ");
        String code =
                declaration ? JAVA_AROUND.formatted("", snippet.text()) : JAVA_AROUND.formatted(snippet.text(), "");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.getTask(null, null, null, List.of("-d", directory.toString()), null, List.of(source(code)))
                        .call())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("xml")
    void xmlIsWellFormedAndItsClassesExist(Snippet snippet) {
        String document = "<web-app>" + snippet.text() + "</web-app>";
        assertThatCode(() -> DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8))))
                .doesNotThrowAnyException();
        assertThat(new ProjectFile(snippet.page(), snippet.text()).all("-class>(.*)</"))
                .allSatisfy(name -> assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("xml")
    void dependenciesAreThoseOfTheProject(Snippet snippet) {
        ProjectFile pom = ProjectFile.of("pom.xml");
        ProjectFile text = new ProjectFile(snippet.page(), snippet.text());
        assertThat(pom.all("<module>([^/]*)</module>"))
                .containsAll(text.all("<artifactId>(ollama-guard-[a-z-]+)</artifactId>"));
        assertThat(pom.all("(?m)^  <version>(.*)</version>")).containsAll(text.all("<version>(.*)</version>"));
    }

    @ParameterizedTest
    @MethodSource({"json", "yaml"})
    void dataCanBeRead(Snippet snippet) {
        assertThat(new ProjectFile(snippet.page(), snippet.text()).documents())
                .hasSize(1)
                .first()
                .isInstanceOf(Map.class);
    }

    static Stream<Snippet> sh() throws IOException {
        return of("sh");
    }

    static Stream<Snippet> java() throws IOException {
        // Those of Spring Boot stand in its sample, with its libraries.
        return of("java").filter(snippet -> !snippet.page().equals("docs/spring-boot.md"));
    }

    static Stream<Snippet> xml() throws IOException {
        return of("xml");
    }

    static Stream<Snippet> json() throws IOException {
        return of("json");
    }

    static Stream<Snippet> yaml() throws IOException {
        return of("yaml");
    }

    private static Stream<Snippet> of(String language) throws IOException {
        return Snippet.all().stream().filter(snippet -> snippet.language().equals(language));
    }

    /** Returns page, language, number of blocks and test. */
    private static Stream<List<String>> rows() throws IOException {
        return Files.readAllLines(PROJECT.resolve("ollama-guard-jetty-demo/src/test/resources/snippets.txt")).stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> {
                    var row = ROW.matcher(line);
                    assertThat(row.matches()).as(line).isTrue();
                    return List.of(row.group(1), row.group(2), row.group(3), row.group(4));
                });
    }

    private static SimpleJavaFileObject source(String code) {
        return new SimpleJavaFileObject(URI.create("string:///Around.java"), SimpleJavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }
}
