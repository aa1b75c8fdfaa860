package io.github.ollamaguard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaHostTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "1.2.3.4, http://1.2.3.4:11434",
                "1.2.3.4:1234, http://1.2.3.4:1234",
                ":1234, http://127.0.0.1:1234",
                ":, http://127.0.0.1:11434",
                "example.com, http://example.com:11434",
                "example.com:1234, http://example.com:1234",
                "http://1.2.3.4, http://1.2.3.4:80",
                "https://1.2.3.4, https://1.2.3.4:443",
                "https://1.2.3.4:1234, https://1.2.3.4:1234",
                "http://, http://127.0.0.1:80",
                "example.com/, http://example.com:11434",
                "example.com:1234/, http://example.com:1234",
                "example.com/ollama, http://example.com:11434/ollama",
                "https://example.com/a/b/, https://example.com:443/a/b",
                "/ollama, http://127.0.0.1:11434/ollama",
                "[::1], http://[::1]:11434",
                "[::1]:1337, http://[::1]:1337",
                "::1, http://[::1]:11434",
                "http://[fd00::2], http://[fd00::2]:80",
                "0.0.0.0, http://127.0.0.1:11434",
                "0.0.0.0:1234, http://127.0.0.1:1234",
                "::, http://[::1]:11434",
                "[::], http://[::1]:11434",
                "[::]:1234, http://[::1]:1234",
                "[0:0:0:0:0:0:0:0]:1234, http://[::1]:1234",
                "1.2.3.4:66000, http://1.2.3.4:11434",
                "1.2.3.4:-1, http://1.2.3.4:11434",
                "1.2.3.4:0, http://1.2.3.4:11434",
                "1.2.3.4:port, http://1.2.3.4:11434",
                "https://1.2.3.4:66000, https://1.2.3.4:443",
                "` 1.2.3.4 `, http://1.2.3.4:11434",
                "\"1.2.3.4\", http://1.2.3.4:11434",
                "` '1.2.3.4:5' `, http://1.2.3.4:5",
                "\" 1.2.3.4 \", http://1.2.3.4:11434",
                "ollama.com, https://ollama.com:443",
                "ollama.com:1, http://ollama.com:1"
            })
    void isReadAsOllamaReadsIt(String text, String url) {
        assertThat(upstream(text)).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://gpu", "unix:///run/ollama.sock", "a b", "my_gpu", "a:b:c", "gpu?x", "gpu#x"})
    void whatHttpCannotReachIsRefused(String text) {
        assertThatThrownBy(() -> upstream(text))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "Bad value of environment variable OLLAMA_HOST: expected the address of an Ollama server such"
                                + " as 127.0.0.1:11434.");
    }

    @Test
    void countsAsConfiguredUpstream() {
        Settings settings = process("gpu").build();

        assertThat(settings.isDefault(Setting.UPSTREAM)).isFalse();
    }

    @Test
    void yieldsToEveryOtherSource() {
        URI other = URI.create("http://other:1");
        Properties properties = new Properties();
        properties.setProperty("ollama-guard.upstream", "http://other:1");

        assertThat(process("gpu")
                        .contextParameters(Map.of("upstream", "http://other:1")::get)
                        .build())
                .returns(other, settings -> settings.get(Setting.UPSTREAM));
        assertThat(Settings.builder()
                        .process(properties, Map.of("OLLAMA_HOST", "gpu"))
                        .build())
                .returns(other, settings -> settings.get(Setting.UPSTREAM));
        assertThat(Settings.builder()
                        .process(
                                new Properties(),
                                Map.of("OLLAMA_HOST", "gpu", "OLLAMA_GUARD_UPSTREAM", "http://other:1"))
                        .build())
                .returns(other, settings -> settings.get(Setting.UPSTREAM));
    }

    private static URI upstream(String ollamaHost) {
        return process(ollamaHost).build().get(Setting.UPSTREAM);
    }

    private static Settings.Builder process(String ollamaHost) {
        return Settings.builder().process(new Properties(), Map.of("OLLAMA_HOST", ollamaHost));
    }
}
