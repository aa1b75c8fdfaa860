package io.github.ollamaguard.demo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
    @Test
    void vectorHasLengthOne() {
        JsonArray vector = Embedding.of("a few words", 0);

        assertThat(vector).hasSize(Embedding.DIMENSIONS);
        assertThat(product(vector, vector)).isCloseTo(1, within(1e-5));
    }

    @Test
    void shorterVectorHasLengthOneToo() {
        JsonArray vector = Embedding.of("a few words", 8);

        assertThat(vector).hasSize(8);
        assertThat(product(vector, vector)).isCloseTo(1, within(1e-5));
    }

    @Test
    void sharedWordsBringTextsCloser() {
        JsonArray cat = Embedding.of("the cat sleeps", 0);

        assertThat(product(cat, Embedding.of("The cat, it sleeps!", 0)))
                .isGreaterThan(product(cat, Embedding.of("tax forms due", 0)) + 0.3);
    }

    @Test
    void emptyTextHasAVector() {
        assertThat(product(Embedding.of("", 0), Embedding.of("", 0))).isCloseTo(1, within(1e-5));
    }

    private static double product(JsonArray left, JsonArray right) {
        double sum = 0;
        for (int i = 0; i < left.size(); i++) {
            sum += left.get(i).getAsDouble() * right.get(i).getAsDouble();
        }
        return sum;
    }
}
