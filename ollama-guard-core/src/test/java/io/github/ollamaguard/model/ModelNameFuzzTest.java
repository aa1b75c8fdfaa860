package io.github.ollamaguard.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.ollamaguard.error.ApiException;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A text is refused, or is a name whose canonical form means the same. */
class ModelNameFuzzTest {

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "llama3.2",
                        " B:8b ",
                        "mannix/x:q8",
                        "hf.co/unsloth/Q:Q4",
                        "localhost:5000/library/a_-.b:latest",
                        "registry.ollama.ai/library/a",
                        "a:cloud",
                        "a:8b-CLOUD",
                        "a:local",
                        "http://a",
                        "a/../b",
                        "\u212a@\t\0")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void readingTheCanonicalFormChangesNothing(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        try {
            ModelName name = ModelName.parse(text);
            String canonical = name.toString();
            ModelName again = ModelName.parse(canonical);
            assertThat(again).isEqualTo(name).hasToString(canonical);
            assertThat(again.isCloud()).isEqualTo(name.isCloud());
            assertThat(canonical)
                    .matches("[a-z0-9_][a-z0-9._:-]*/[a-z0-9_][a-z0-9_-]*/[a-z0-9_][a-z0-9._-]*:[a-z0-9_][a-z0-9._-]*");
            assertThat(ModelName.parse(text.toUpperCase(Locale.ROOT))).isEqualTo(name);
            assertThat(name.isCloud()).isEqualTo(canonical.endsWith(":cloud") || canonical.endsWith("-cloud"));
        } catch (ApiException e) {
            assertThat(e.error().status()).isEqualTo(400);
        }
    }
}
