package io.github.ollamaguard.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.internal.option.OllamaOption;
import io.github.ollamaguard.internal.policy.OptionRule.Kind;
import io.github.ollamaguard.model.ModelName;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPolicyFileTest {

    @Test
    void linesAndCommentsAreThoseOfAKeyFile() throws Exception {
        ModelPolicy policy =
                parse("# Régeln 🔑 num_ctx.max=1\r\n\n \t\n  #x\n\tllama3.2*  num_ctx.default=8192\tnum_ctx.max=16384"
                        + " keep_alive.force=10m think.default=false # num_gpu.max=1\r*   num_predict.max=4096");

        assertThat(policy.rules(ModelName.parse("llama3.2:3b")))
                .containsExactlyInAnyOrder(
                        new OptionRule(
                                OllamaOption.NUM_CTX, Map.of(Kind.DEFAULT, number("8192"), Kind.MAX, number("16384"))),
                        new OptionRule(OllamaOption.KEEP_ALIVE, Map.of(Kind.FORCE, new JsonPrimitive("10m"))),
                        new OptionRule(OllamaOption.THINK, Map.of(Kind.DEFAULT, new JsonPrimitive(false))),
                        new OptionRule(OllamaOption.NUM_PREDICT, Map.of(Kind.MAX, number("4096"))));
        assertThat(policy.rules(ModelName.parse("qwen3")))
                .containsExactly(new OptionRule(OllamaOption.NUM_PREDICT, Map.of(Kind.MAX, number("4096"))));
        assertThat(policy.rules(ModelName.parse("qwen3:cloud"))).isEmpty();
    }

    @Test
    void theFirstLineThatMatchesDecidesOptionByOption() throws Exception {
        ModelPolicy policy = parse("""
                llama3.2:1b   num_ctx.max=2048
                llama*        num_ctx.default=8192  num_thread.max=4
                *             num_ctx.force=4096  num_thread.force=1  seed.default=7
                """);

        assertThat(policy.rules(ModelName.parse("llama3.2:1b")))
                .containsExactlyInAnyOrder(
                        new OptionRule(OllamaOption.NUM_CTX, Map.of(Kind.MAX, number("2048"))),
                        new OptionRule(OllamaOption.NUM_THREAD, Map.of(Kind.MAX, number("4"))),
                        new OptionRule(OllamaOption.SEED, Map.of(Kind.DEFAULT, number("7"))));
        assertThat(policy.rules(ModelName.parse("LLAMA3.2")))
                .contains(new OptionRule(OllamaOption.NUM_CTX, Map.of(Kind.DEFAULT, number("8192"))))
                .hasSize(3);
        assertThat(policy.rules(ModelName.parse("phi4")))
                .contains(new OptionRule(OllamaOption.NUM_CTX, Map.of(Kind.FORCE, number("4096"))))
                .hasSize(3);
    }

    @Test
    void twoLinesForOnePatternAddUp() throws Exception {
        assertThat(parse("*  seed.force=1\n*  seed.force=2 top_k.max=3").rules(ModelName.parse("m")))
                .containsExactlyInAnyOrder(
                        new OptionRule(OllamaOption.SEED, Map.of(Kind.FORCE, number("1"))),
                        new OptionRule(OllamaOption.TOP_K, Map.of(Kind.MAX, number("3"))));
    }

    @ParameterizedTest
    @CsvSource({
        "num_ctx, 8192, 8192",
        "num_gpu, -1, -1",
        "seed, 999999999999999, 999999999999999",
        "temperature, 0.70, 0.70",
        "temperature, -1, -1",
        "keep_alive, 600, 600",
        "keep_alive, -1, -1",
        "keep_alive, 0, 0",
        "keep_alive, 1.5, 1.5"
    })
    void numbersKeepTheirText(String option, String text, String number) throws Exception {
        assertThat(parse("* " + option + ".force=" + text).rules(ModelName.parse("m")))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.option()).isEqualTo(OllamaOption.named(option));
                    assertThat(rule.values()).containsOnlyKeys(Kind.FORCE);
                    assertThat(rule.replacement(null)).hasToString(number);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"10m", "1h30m", "-1m", "0s", "1.5h", "+5s"})
    void durationsAreSentAsTheyAreWritten(String text) throws Exception {
        assertThat(parse("* keep_alive.force=" + text).rules(ModelName.parse("m")))
                .containsExactly(new OptionRule(OllamaOption.KEEP_ALIVE, Map.of(Kind.FORCE, new JsonPrimitive(text))));
    }

    @Test
    void thinkingIsASwitchOrALevel() throws Exception {
        for (String level : new String[] {"low", "medium", "high", "max"}) {
            assertThat(parse("* think.force=" + level).rules(ModelName.parse("m")))
                    .containsExactly(new OptionRule(OllamaOption.THINK, Map.of(Kind.FORCE, new JsonPrimitive(level))));
        }
        assertThat(parse("* think.force=true").rules(ModelName.parse("m")))
                .containsExactly(new OptionRule(OllamaOption.THINK, Map.of(Kind.FORCE, new JsonPrimitive(true))));
    }

    @ParameterizedTest
    @EnumSource(value = OllamaOption.class, mode = EnumSource.Mode.EXCLUDE, names = "STOP")
    void everyOptionTakesAValueOfItsType(OllamaOption option) throws Exception {
        String value = switch (option.type()) {
            case INTEGER, NUMBER -> "5";
            case BOOLEAN, THINKING -> "true";
            case DURATION -> "5m";
            case STRINGS -> throw new AssertionError("no rule can be made for it");
        };

        assertThat(parse("* " + option + ".default=" + value).rules(ModelName.parse("m")))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.option()).isEqualTo(option);
                    assertThat(rule.values()).containsOnlyKeys(Kind.DEFAULT);
                });
        assertInvalid(
                "* " + option + ".default=x",
                " line 1: '" + option + ".default' must be " + option.type().expected());
        if (option.type().isOrdered()) {
            assertThat(parse("* " + option + ".max=" + value).rules(ModelName.parse("m")))
                    .hasSize(1);
        } else {
            assertInvalid(
                    "* " + option + ".max=" + value,
                    " line 1: '" + option + ".max': there is no order among" + " values of '" + option + "'");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            num_ctx.max=1            | a rule stands where the pattern of models should be
            llama3 llama4            | after the pattern only rules such as num_ctx.max=8192 may follow
            llama3                   | no rule such as num_ctx.max=8192 follows the pattern
            llama3 # seed.force=1    | no rule such as num_ctx.max=8192 follows the pattern
            a..b seed.force=1        | a line must begin with the name of a model, in which * stands for any text
            http://a seed.force=1    | a line must begin with the name of a model, in which * stands for any text
            modèle seed.force=1      | a line must begin with the name of a model, in which * stands for any text
            a/b/c/d seed.force=1     | a line must begin with the name of a model, in which * stands for any text
            * num_ctx=1              | after the pattern only rules such as num_ctx.max=8192 may follow
            * num_ctx.max            | after the pattern only rules such as num_ctx.max=8192 may follow
            * num_ctx.max 5          | after the pattern only rules such as num_ctx.max=8192 may follow
            * options.num_ctx.max=5  | after the pattern only rules such as num_ctx.max=8192 may follow
            * num_ctx.max= 5         | 'num_ctx.max' must be a whole number
            * nüm.max=5              | after the pattern only rules such as num_ctx.max=8192 may follow
            * num_cxt.max=5          | unknown option 'num_cxt'
            * NUM_CTX.max=5          | unknown option 'NUM_CTX'
            * stop.default=x         | unknown option 'stop'
            * model.force=x          | unknown option 'model'
            * num_ctx.min=5          | unknown kind of rule 'min': known are default, max and force
            * num_ctx.MAX=5          | unknown kind of rule 'MAX': known are default, max and force
            * num_ctx.max=5 num_ctx.max=5          | 'num_ctx.max' is repeated
            * num_ctx.default=5 num_ctx.default=6  | 'num_ctx.default' is repeated
            * num_ctx.max=5.5        | 'num_ctx.max' must be a whole number
            * num_ctx.max=+5         | 'num_ctx.max' must be a whole number
            * num_ctx.max=0x10       | 'num_ctx.max' must be a whole number
            * num_ctx.max=1e3        | 'num_ctx.max' must be a whole number
            * num_ctx.max=٥          | 'num_ctx.max' must be a whole number
            * num_ctx.max=9999999999999999         | 'num_ctx.max' must be a whole number
            * temperature.max=NaN    | 'temperature.max' must be a number
            * temperature.max=.5     | 'temperature.max' must be a number
            * use_mmap.default=1     | 'use_mmap.default' must be true or false
            * use_mmap.default=True  | 'use_mmap.default' must be true or false
            * think.force=none       | 'think.force' must be true, false, low, medium, high or max
            * keep_alive.max=5d      | 'keep_alive.max' must be a number of seconds or a duration such as 90s, 10m or 1h30m
            * keep_alive.max="5m"    | 'keep_alive.max' must be a number of seconds or a duration such as 90s, 10m or 1h30m
            * use_mmap.max=true      | 'use_mmap.max': there is no order among values of 'use_mmap'
            * think.max=high         | 'think.max': there is no order among values of 'think'
            * seed.force=1 seed.default=1          | 'seed.force' leaves nothing for other rules of the same option
            * seed.max=1 seed.force=1              | 'seed.force' leaves nothing for other rules of the same option
            * num_ctx.default=5 num_ctx.max=4      | 'num_ctx.default' is above 'num_ctx.max'
            * keep_alive.default=1h keep_alive.max=30m | 'keep_alive.default' is above 'keep_alive.max'
            * keep_alive.default=-1 keep_alive.max=30m | 'keep_alive.default' is above 'keep_alive.max'
            * num_predict.default=-2 num_predict.max=9 | 'num_predict.default' is above 'num_predict.max'
            * keep_alive.max=-1      | 'keep_alive.max' must be a limit
            * keep_alive.max=-1m     | 'keep_alive.max' must be a limit
            * num_predict.max=-1     | 'num_predict.max' must be a limit
            * num_predict.max=0      | 'num_predict.max' must be a limit
            """)
    void aWrongLineIsNamedWithItsReason(String line, String reason) {
        assertInvalid(line, " line 1: " + reason);
        assertInvalid("* seed.default=1\n# comment\n" + line + "\nm seed.default=2", " line 3: " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# only a comment", "  \t\r\n"})
    void aFileWithoutARuleIsInvalid(String text) {
        assertInvalid(text, ": contains no rule");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*\u00a0seed.force=1", "* seed.force=1\u2028", "* seed.force=1\u0000", "*\u000bseed.force=1"})
    void charactersThatNobodySeesAreNoWhiteSpace(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(InvalidFileException.class);
    }

    @Test
    void randomContentIsInvalidOrReadButNothingElse() {
        String[] pieces = {
            "llama*",
            "*",
            "m:1b",
            " ",
            " ",
            " ",
            "\t",
            "\n",
            "\r",
            "#",
            "num_ctx",
            ".max=",
            ".default=",
            ".force=",
            "1",
            "8192",
            "-1",
            "5m",
            "true",
            "keep_alive",
            "think",
            "seed",
            ".",
            "=",
            "ä",
            "\u0000",
            " seed.max=3",
            "* top_k.default=4 "
        };
        Random random = new Random(20261123);
        int valid = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            valid += isValid(text.toString()) ? 1 : 0;
        }
        assertThat(valid).isBetween(500, 49_000);
    }

    /** Any other exception than the one for invalid files fails the test. */
    private static boolean isValid(String text) {
        try {
            assertThat(parse(text).entries()).isNotEmpty();
            return true;
        } catch (InvalidFileException e) {
            assertThat(e.getMessage()).startsWith("policy.txt").matches("[\\x20-\\x7e]+");
            return false;
        }
    }

    private static JsonPrimitive number(String text) {
        return new JsonPrimitive(new BigDecimal(text));
    }

    private static void assertInvalid(String text, String rest) {
        assertThatThrownBy(() -> parse(text))
                .as(text)
                .isInstanceOf(InvalidFileException.class)
                .hasMessage("policy.txt" + rest);
    }

    private static ModelPolicy parse(String text) throws InvalidFileException {
        return ModelPolicy.parse("policy.txt", text);
    }
}
