package io.github.ollamaguard.internal.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read is what the grammar allows and everybody reads alike. */
class JsonGrammarTest {
    /** Names that Ollama takes for the same, names that it does not, and what stands around them. */
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\":",
        "\"A\":",
        "\"\\u0061\":",
        "\"k\":",
        "\"\u212a\":",
        "\"s\":",
        "\"\u017f\":",
        "\"i\":",
        "\"\u0130\":",
        "1",
        "-0",
        "1e5",
        "null",
        "\"x\"",
        " ",
        "\n",
        "{}",
        "[1]",
        "{\"a\":1}",
        "\ufeff",
        "\u0000"
    };

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"01-+.e, 5", "`{}[]:1,`, 5", "`{}:\"1,`, 6", "\"\\u0, 8", "\"\\bu/\t, 5", "nultre, 5"})
    void everyShortTextIsReadExactlyWhenTheGrammarAllowsIt(String alphabet, int longest) {
        int allowed = 0;
        for (int length = 1; length <= longest; length++) {
            for (long number = (long) Math.pow(alphabet.length(), length) - 1; number >= 0; number--) {
                String text = spelled(number, alphabet, length);
                boolean expected = Rfc8259.matches(text) && isInRange(text);
                if (StrictJson.parse(text) == null == expected) {
                    throw new AssertionError("the grammar " + (expected ? "allows " : "forbids ") + text);
                }
                allowed += expected ? 1 : 0;
            }
        }
        assertThat(allowed).isPositive();
    }

    @Test
    void randomBytesAreRefusedOrMeanOneThing() {
        int read = 0;
        for (long seed = 0; seed < 50_000; seed++) {
            byte[] body = body(new SplittableRandom(seed));
            try {
                JsonObject object = StrictJson.object(body);
                assertThat(StrictJson.object(StrictJson.bytes(object)))
                        .as("seed %d", seed)
                        .isEqualTo(object);
                assertThat(StrictJson.reply(new String(body, UTF_8)))
                        .as("seed %d", seed)
                        .isEqualTo(object);
                assertThat(Rfc8259.matches(new String(body, UTF_8)))
                        .as("seed %d", seed)
                        .isTrue();
                hasNoNameTwice(object);
                read++;
            } catch (ApiException e) {
                assertThat(e.error().status()).as("seed %d", seed).isEqualTo(400);
            }
        }
        assertThat(read).isBetween(1_000, 49_000);
    }

    private static String spelled(long number, String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (long rest = number; text.length() < length; rest /= alphabet.length()) {
            text.append(alphabet.charAt((int) (rest % alphabet.length())));
        }
        return text.toString();
    }

    /** Numbers whose value costs more than their text are well-formed, and refused all the same. */
    private static boolean isInRange(String text) {
        int exponent = text.indexOf('e');
        return !text.matches("[-0-9.]+e[-+0-9]+") || Math.abs(Integer.parseInt(text.substring(exponent + 1))) <= 400;
    }

    private static byte[] body(SplittableRandom random) {
        StringBuilder text = new StringBuilder("{");
        for (int members = random.nextInt(4); members > 0; members--) {
            text.append(PIECES[6 + random.nextInt(9)]).append(PIECES[15 + random.nextInt(10)]);
            text.append(members == 1 ? "" : ",");
        }
        text.append("}");
        if (random.nextInt(3) == 0) {
            text.insert(random.nextInt(text.length()), PIECES[random.nextInt(PIECES.length)]);
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        if (random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = "\"\\{}[],:0a\u00ff\u00c3".getBytes(ISO_8859_1)[random.nextInt(12)];
        }
        return bytes;
    }

    private static void hasNoNameTwice(JsonElement element) {
        if (element instanceof JsonArray array) {
            array.forEach(JsonGrammarTest::hasNoNameTwice);
        } else if (element instanceof JsonObject object) {
            TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            names.addAll(object.keySet());
            // Java folds the Turkish i to ASCII; Ollama's reader does not.
            boolean isTurkish = object.has("i") && object.has("\u0130");
            assertThat(names).hasSize(object.size() - (isTurkish ? 1 : 0));
            object.asMap().values().forEach(JsonGrammarTest::hasNoNameTwice);
        }
    }
}
