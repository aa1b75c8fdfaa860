package io.github.ollamaguard.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.internal.option.OllamaOption;
import io.github.ollamaguard.internal.policy.OptionRule.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionRuleTest {
    @ParameterizedTest
    @CsvSource({
        "num_ctx, 8192, 1, ",
        "num_ctx, 8192, 8192, ",
        "num_ctx, 8192, 8192.9, ",
        "num_ctx, 8192, 8193, 8192",
        "num_ctx, 8192, 1e300, 8192",
        "num_ctx, 8192, 0, ",
        "num_gpu, 20, -1, ",
        "num_gpu, 0, 1, 0",
        "num_predict, 100, 100, ",
        "num_predict, 100, 101, 100",
        "num_predict, 100, 0, 100",
        "num_predict, 100, 0.9, 100",
        "num_predict, 100, -0.9, 100",
        "num_predict, 100, -1, 100",
        "num_predict, 100, -2, 100",
        "num_keep, 10, -1, 10",
        "repeat_last_n, 64, -1, 64",
        "temperature, 1.5, 1.5, ",
        "temperature, 1.5, 1.51, 1.5",
        "temperature, 1.5, -2, ",
        "keep_alive, 600, 600, ",
        "keep_alive, 600, 600.1, 600",
        "keep_alive, 600, 0, ",
        "keep_alive, 600, -1, 600",
        "keep_alive, 600, -0.001, 600"
    })
    void aLargerOrUnlimitedNumberIsReplacedByTheLargest(String option, String most, String asked, String expected) {
        assertThat(max(option, number(most)).replacement(number(asked)))
                .isEqualTo(expected == null ? null : number(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "10m, 10m, false",
        "10m, 600s, false",
        "10m, 601s, true",
        "10m, 0, false",
        "10m, -1s, true",
        "10m, -1ns, true",
        "10m, 1000000h, true",
        "1h30m, 1.5h, false",
        "1h30m, 90.001m, true"
    })
    void durationsAreComparedByTheirLength(String most, String asked, boolean isReplaced) {
        OptionRule rule = max("keep_alive", new JsonPrimitive(most));

        assertThat(rule.replacement(new JsonPrimitive(asked))).isEqualTo(isReplaced ? new JsonPrimitive(most) : null);
    }

    @Test
    void secondsAndDurationsAreComparable() {
        assertThat(max("keep_alive", new JsonPrimitive("10m")).replacement(number("601")))
                .isEqualTo(new JsonPrimitive("10m"));
        assertThat(max("keep_alive", number("600")).replacement(new JsonPrimitive("11m")))
                .isEqualTo(number("600"));
        assertThat(max("keep_alive", number("600")).replacement(new JsonPrimitive("9m")))
                .isNull();
    }

    @Test
    void whatNobodyAskedForIsLimitedOnlyWhereItIsUnlimited() {
        for (OllamaOption option : OllamaOption.values()) {
            if (option.type().isOrdered()) {
                assertThat(new OptionRule(option, Map.of(Kind.MAX, number("9"))).replacement(null))
                        .as(option.toString())
                        .isEqualTo(option == OllamaOption.NUM_PREDICT ? number("9") : null);
            }
        }
    }

    @Test
    void theStandardIsForRequestsWithoutAValue() {
        OptionRule rule =
                new OptionRule(OllamaOption.NUM_PREDICT, Map.of(Kind.DEFAULT, number("5"), Kind.MAX, number("9")));

        assertThat(rule.replacement(null)).isEqualTo(number("5"));
        assertThat(rule.replacement(number("6"))).isNull();
        assertThat(rule.replacement(number("10"))).isEqualTo(number("9"));
        assertThat(new OptionRule(OllamaOption.THINK, Map.of(Kind.DEFAULT, new JsonPrimitive(false)))
                        .replacement(new JsonPrimitive("high")))
                .isNull();
    }

    @Test
    void aFixedValueReplacesEverything() {
        OptionRule rule = new OptionRule(OllamaOption.NUM_CTX, Map.of(Kind.FORCE, number("5")));

        for (JsonElement asked : List.of(
                number("1"),
                number("5"),
                new JsonPrimitive("x"),
                new JsonPrimitive(true),
                new JsonArray(),
                new JsonObject())) {
            assertThat(rule.replacement(asked)).isEqualTo(number("5"));
        }
        assertThat(rule.replacement(null)).isEqualTo(number("5"));
    }

    @Test
    void onlyAMaximumHasToUnderstandWhatWasAskedFor() {
        List<JsonElement> strange = List.of(
                new JsonPrimitive(true),
                new JsonArray(),
                new JsonObject(),
                new JsonPrimitive("5"),
                new JsonPrimitive(""));
        for (JsonElement asked : strange) {
            assertThatThrownBy(() -> max("num_ctx", number("5")).replacement(asked))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> max("keep_alive", number("5")).replacement(asked))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(new OptionRule(OllamaOption.NUM_CTX, Map.of(Kind.DEFAULT, number("5"))).replacement(asked))
                    .isNull();
        }
    }

    private static OptionRule max(String option, JsonPrimitive most) {
        OllamaOption found = OllamaOption.named(option);
        assertThat(found).isNotNull();
        return new OptionRule(found, Map.of(Kind.MAX, most));
    }

    private static JsonPrimitive number(String text) {
        return new JsonPrimitive(new BigDecimal(text));
    }
}
