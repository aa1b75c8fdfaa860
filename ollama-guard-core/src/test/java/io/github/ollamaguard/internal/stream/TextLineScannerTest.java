package io.github.ollamaguard.internal.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.internal.json.StrictJson;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextLineScannerTest {
    private static final String BEFORE = "{\"model\":\"m\",\"created_at\":\"2026-11-01T10:00:00Z\","
            + "\"message\":{\"role\":\"assistant\",\"content\":";
    private static final String AFTER = "},\"done\":false}";

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "\"\\n\"", "\" \\\"x\\\" \\\\ \\t\"", "\"ü€😀\"", "\"\u007f\"", "\"{}[],:\""})
    void textIsFound(String text) {
        assertThat(found((BEFORE + text + AFTER).getBytes(UTF_8))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"\\u003c\"",
                "\"\\/\"",
                "\"\\x\"",
                "\"\u2028\"",
                "\"\u2029\"",
                "\"a\tb\"",
                "\"a",
                "null",
                "\"a\",\"thinking\":\"b\"",
                "\"a\",\"content\":\"b\"",
                "\"a\\\""
            })
    void othersAreLeftToTheParser(String text) {
        assertThat(found((BEFORE + text + AFTER).getBytes(UTF_8))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080",
                "\u00c3",
                "\u00c0\u0080",
                "\u00ed\u00a0\u0080",
                "\u00f5\u0080\u0080\u0080",
                "\u00e2\u0082"
            })
    void brokenUtf8IsLeftToTheParser(String bytes) {
        assertThat(found((BEFORE + "\"" + bytes + "\"" + AFTER).getBytes(ISO_8859_1)))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"a\"},\"done\":false}",
                BEFORE + "\"a\"},\"done\":true}",
                BEFORE + "\"a\"" + AFTER + " ",
                BEFORE + "\"a\"" + AFTER + "\r",
                " " + BEFORE + "\"a\"" + AFTER,
                "{}",
                ""
            })
    void linesInAnotherFormAreLeftToTheParser(String line) {
        assertThat(found(line.getBytes(UTF_8))).isNull();
    }

    @Test
    void theBeginningOfALineIsLeftToTheParser() {
        byte[] line = (BEFORE + "\"\\n ü€😀\"" + AFTER).getBytes(UTF_8);
        assertThat(found(line)).isNotNull();
        for (int length = 0; length < line.length; length++) {
            assertThat(found(Arrays.copyOf(line, length)))
                    .as("%d bytes", length)
                    .isNull();
        }
    }

    /** The point of it: whatever is found stands for itself after parsing and writing, too. */
    @Test
    void foundTextIsWhatParsingAndWritingGives() {
        Random random = new Random(7);
        int found = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] text = new byte[random.nextInt(6)];
            for (int i = 0; i < text.length; i++) {
                text[i] = alphabet(random);
            }
            byte[] line = (BEFORE + "\"" + new String(text, ISO_8859_1) + "\"" + AFTER).getBytes(ISO_8859_1);
            String raw = found(line);
            if (raw != null) {
                found++;
                JsonObject parsed = (JsonObject) StrictJson.reply(new String(line, UTF_8));
                JsonPrimitive content = parsed.getAsJsonObject("message").getAsJsonPrimitive("content");
                assertThat(raw).isEqualTo(content.toString());
            }
        }
        assertThat(found).isGreaterThan(1000);
    }

    private static byte alphabet(Random random) {
        byte[] interesting = {
            'a',
            '"',
            '\\',
            'n',
            'u',
            '0',
            '/',
            '\t',
            ' ',
            (byte) 0xC3,
            (byte) 0xBC,
            (byte) 0xE2,
            (byte) 0x80,
            (byte) 0xA8,
            (byte) 0xF0,
            (byte) 0x9F,
            (byte) 0x98
        };
        return random.nextInt(4) == 0 ? (byte) random.nextInt() : interesting[random.nextInt(interesting.length)];
    }

    private static String found(byte[] line) {
        byte[] padded = new byte[line.length + 2];
        System.arraycopy(line, 0, padded, 1, line.length);
        TextLineScanner scanner = new TextLineScanner();
        return scanner.find(padded, 1, line.length)
                ? new String(padded, scanner.textOffset(), scanner.textLength(), UTF_8)
                : null;
    }
}
