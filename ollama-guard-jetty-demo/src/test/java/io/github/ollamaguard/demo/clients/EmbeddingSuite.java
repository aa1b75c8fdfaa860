package io.github.ollamaguard.demo.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What clients do that can embed with a key. */
interface EmbeddingSuite {
    /** Returns the vector of a text, in whatever encoding the client asks for by itself. */
    float[] embed(Target target, String text);

    @Test
    default void embeddingArrivesAsTheUnitVectorThatItIs(Guards guards) {
        float[] vector = embed(guards.demo(), "Hello");

        double squares = 0;
        for (float value : vector) {
            squares += value * value;
        }
        assertThat(vector).hasSize(384);
        assertThat(squares).isCloseTo(1, within(1e-4));
    }
}
