package io.github.ollamaguard.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read is what the grammar allows and everybody reads alike. */
class JsonGrammarTest {
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
}
