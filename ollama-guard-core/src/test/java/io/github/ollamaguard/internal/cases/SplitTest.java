package io.github.ollamaguard.internal.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No client may see how the bytes of Ollama happened to arrive. */
class SplitTest {
    private static final Set<String> UPSTREAM = Set.of("operation", "native");
    private static final int[] SIZES = {1, 2, 3, 7, 64};

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.github.ollamaguard.internal.cases.Case#played")
    void piecesOfEverySizeGiveTheSame(Case example) throws ApiException {
        JsonObject expected = expected(example);
        for (int size : SIZES) {
            assertThat(Likeness.difference(expected, played(example, start -> start + size)))
                    .as("%s in pieces of %d", example, size)
                    .isNull();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.github.ollamaguard.internal.cases.Case#streamed")
    void aCutAnywhereGivesTheSame(Case example) throws ApiException {
        JsonObject expected = expected(example);
        int length = example.replies().get(0).getBytes(StandardCharsets.UTF_8).length;
        for (int cut = 1; cut < length; cut++) {
            int position = cut;
            assertThat(Likeness.difference(expected, played(example, start -> start < position ? position : length)))
                    .as("%s cut at %d", example, cut)
                    .isNull();
        }
    }

    private static JsonObject expected(Case example) {
        JsonObject expected = example.expected();
        UPSTREAM.forEach(expected::remove);
        return expected;
    }

    private static JsonObject played(Case example, IntUnaryOperator pieceEnd) throws ApiException {
        return Playback.reply(
                example.translation(), example.status(), example.replies().get(0), pieceEnd);
    }
}
