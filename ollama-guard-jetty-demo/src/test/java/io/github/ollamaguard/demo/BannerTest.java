package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.key.NewKey;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BannerTest {
    private static final URI ADDRESS = URI.create("http://127.0.0.1:8080/ollama");
    private static final ChosenUpstream UPSTREAM =
            new ChosenUpstream(URI.create("http://127.0.0.1:11434"), "http://127.0.0.1:11434", "demo:latest");

    @Test
    void fitsOnATerminal() {
        assertThat(banner(NewKey.generate().text()).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
    }

    @Test
    void newKeyStandsInTheExamples() {
        assertThat(banner("ogk_secret"))
                .contains("Bearer ogk_secret", "api_key=\"ogk_secret\"", "New key")
                .doesNotContain("YOUR_KEY");
    }

    @Test
    void knownKeysAreNotShown() {
        assertThat(banner(null))
                .contains("Bearer YOUR_KEY", "api_key=\"YOUR_KEY\"")
                .doesNotContain("New key");
    }

    @Test
    void playgroundIsNamedWhileThereIsOne() {
        assertThat(banner(null)).contains("  Playground http://127.0.0.1:8080/ollama/\n  Upstream ");
        assertThat(new Banner(ADDRESS, false, UPSTREAM, Path.of("keys.txt"), null).text("1.0"))
                .contains("ollama\n  Upstream ")
                .doesNotContain("Playground");
    }

    private static String banner(@Nullable String key) {
        return new Banner(ADDRESS, true, UPSTREAM, Path.of("keys.txt"), key).text("1.0");
    }
}
