package io.github.ollamaguard.internal.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file below {@code src/test/resources/cases}. */
class CaseTest {
    /** Cases about answers need not repeat what goes upstream. */
    private static final Set<String> OPTIONAL = Set.of("operation", "native");

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.github.ollamaguard.internal.cases.Case#all")
    void isTranslatedAsWritten(Case example) {
        JsonObject expected = example.expected();
        JsonObject actual = Playback.of(example);
        OPTIONAL.stream().filter(member -> !expected.has(member)).forEach(actual::remove);

        assertThat(Likeness.difference(expected, actual))
                .as("%s%n%s", example, actual)
                .isNull();
    }
}
