package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.key.NewKey;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BannerTest {
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

    private static String banner(@Nullable String key) {
        URI address = URI.create("http://127.0.0.1:8080/ollama");
        return new Banner(address, "http://127.0.0.1:11434", Path.of("keys.txt"), key, "demo:latest").text("1.0");
    }
}
