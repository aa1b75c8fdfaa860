package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollama4j.Ollama;
import io.github.ollama4j.exceptions.OllamaException;
import io.github.ollama4j.models.chat.OllamaChatMessageRole;
import io.github.ollama4j.models.chat.OllamaChatRequest;
import io.github.ollama4j.models.chat.OllamaChatResult;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of Ollama's native API. */
class Ollama4jIT {
    @TempDir
    private static Path directory;

    private static GuardProcess guard;
    private static GuardProcess.Banner banner;

    @BeforeAll
    static void start() throws Exception {
        guard = GuardProcess.startDemo(directory);
        banner = guard.awaitBanner();
    }

    @AfterAll
    static void stop() {
        guard.close();
    }

    @Test
    void chatStreamsWithABearerKey() throws Exception {
        Ollama ollama = ollama();
        ollama.setBearerAuth(banner.newKey());
        AtomicInteger lines = new AtomicInteger();

        OllamaChatResult result = ollama.chat(request(), line -> lines.incrementAndGet());

        assertThat(result.getResponseModel().getMessage().getResponse()).contains("demo model");
        assertThat(lines).hasValueGreaterThan(20);
    }

    @Test
    void keyIsThePasswordOfBasicAuthentication() throws Exception {
        Ollama ollama = ollama();
        ollama.setBasicAuth("anybody", banner.newKey());

        assertThat(ollama.listModels())
                .singleElement()
                .satisfies(m -> assertThat(m.getName()).isEqualTo("demo:latest"));
    }

    @Test
    void withoutAKeyNothingWorks() {
        assertThatThrownBy(() -> ollama().chat(request(), null)).isInstanceOf(OllamaException.class);
    }

    private static Ollama ollama() {
        return new Ollama(banner.address().toString());
    }

    private static OllamaChatRequest request() {
        return OllamaChatRequest.builder()
                .withModel("demo:latest")
                .withMessage(OllamaChatMessageRole.USER, "Hello")
                .build();
    }
}
