package io.github.ollamaguard.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.internal.file.TextFile;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
    private static final String HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"; // of "test"

    @Test
    void aPlainListOfKeysIsAKeyFile() throws InvalidFileException {
        assertThat(parse("your_api_key_1\nyour_api_key_2"))
                .isEqualTo(Map.of(
                        KeyDigest.of("your_api_key_1"), new ApiKey("key-1"),
                        KeyDigest.of("your_api_key_2"), new ApiKey("key-2")));
    }

    @Test
    void commentsAndBlankLinesCountAsLinesOnly() throws InvalidFileException {
        String text =
                "# Schlüssel 🔑 off  name=off\n\n \t\n  #x\nabc#def\n\tghi\t# name=none\nsecret  name=alice #end\n";

        assertThat(parse(text))
                .isEqualTo(Map.of(
                        KeyDigest.of("abc#def"), new ApiKey("key-5"),
                        KeyDigest.of("ghi"), new ApiKey("key-6"),
                        KeyDigest.of("secret"), new ApiKey("alice")));
    }

    @Test
    void lineEndsOfEverySystemAndAByteOrderMarkAreRead() throws InvalidFileException {
        assertThat(parse("\uFEFFone\r\ntwo\rthree\n").keySet())
                .containsExactlyInAnyOrder(KeyDigest.of("one"), KeyDigest.of("two"), KeyDigest.of("three"));
    }

    @Test
    void aDigestStandsForItsKeyInEitherCase() throws InvalidFileException {
        assertThat(parse("sha256:" + HEX)).isEqualTo(Map.of(KeyDigest.of("test"), new ApiKey("key-1")));
        assertThat(parse("SHA256:" + HEX.toUpperCase(Locale.ROOT) + "\tname=t"))
                .isEqualTo(Map.of(KeyDigest.of("test"), new ApiKey("t")));
    }

    @Test
    void keysMayBeAsShortAsOneAndAsLongAs512Characters() throws InvalidFileException {
        assertThat(parse("k")).containsKey(KeyDigest.of("k"));
        assertThat(parse("k".repeat(512))).containsKey(KeyDigest.of("k".repeat(512)));
        assertInvalid(
                "k".repeat(513), " line 1: a key must have 1 to 512 printable ASCII characters without white space");
    }

    @Test
    void namesMayHave64Characters() throws InvalidFileException {
        assertThat(parse("k name=" + "n".repeat(64))).containsValue(new ApiKey("n".repeat(64)));
        assertThat(parse("k name=A-z_0.9")).containsValue(new ApiKey("A-z_0.9"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secret colour=red | line 1: unknown attribute 'colour'",
                "secret Name=alice | line 1: after the key only attributes such as name=alice may follow",
                "secret alice | line 1: after the key only attributes such as name=alice may follow",
                "secret name= | line 1: attribute 'name' must have 1 to 64 letters, digits, '.', '_' or '-'",
                "secret name=a,b | line 1: attribute 'name' must have 1 to 64 letters, digits, '.', '_' or '-'",
                "secret name=ä | line 1: attribute 'name' must have 1 to 64 letters, digits, '.', '_' or '-'",
                "secret name=a name=a | line 1: attribute 'name' is repeated",
                "name=alice | line 1: an attribute stands where the key should be",
                "name=alice secret | line 1: an attribute stands where the key should be",
                "sha256: | line 1: 'sha256:' must be followed by 64 hexadecimal digits",
                "sha256:abc | line 1: 'sha256:' must be followed by 64 hexadecimal digits",
                "Sha256:secret | line 1: 'sha256:' must be followed by 64 hexadecimal digits",
                "schlüssel | line 1: a key must have 1 to 512 printable ASCII characters without white space"
            })
    void aWrongLineIsNamedWithItsReason(String text, String reason) {
        assertInvalid(text, " " + reason);
        assertInvalid(text, " " + reason.replace("line 1", "line 3"), "good\n# comment\n" + text + "\nother");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\u0000b", "a\u0007b", "a\u007fb", "a\u00a0b", "a\u2028b", "a\u000bb", "a\u0085b", "a\u200bb"})
    void charactersThatNobodySeesMakeAKeyInvalid(String text) {
        assertInvalid(text, " line 1: a key must have 1 to 512 printable ASCII characters without white space");
    }

    @Test
    void digestsHaveExactly64HexadecimalDigits() {
        for (String text : new String[] {HEX.substring(1), HEX + "0", HEX.replace('9', 'g'), HEX + "00", " " + HEX}) {
            assertInvalid("sha256:" + text, " line 1: 'sha256:' must be followed by 64 hexadecimal digits");
        }
    }

    @Test
    void oneKeyOnTwoLinesIsAMistakeInEveryForm() {
        assertInvalid("test\ntest", " line 2: the same key as in line 1");
        assertInvalid("test name=a\n\nsha256:" + HEX + " name=b", " line 3: the same key as in line 1");
        assertInvalid(
                "sha256:" + HEX + "\nsha256:" + HEX.toUpperCase(Locale.ROOT), " line 2: the same key as in line 1");
    }

    @Test
    void oneNameForTwoKeysIsAMistakeAlsoWhenItIsAGivenOne() {
        assertInvalid("a name=x\nb name=x", " line 2: the name 'x' is taken by another key");
        assertInvalid("a name=key-2\nb", " line 2: the name 'key-2' is taken by another key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# only a comment", "\uFEFF", "  \t\r\n"})
    void aFileWithoutAKeyIsInvalid(String text) {
        assertInvalid(text, ": contains no key");
    }

    @Test
    void brokenUtf8IsInvalidEvenInAComment() {
        byte[] content = {'k', '\n', '#', (byte) 0xc3, '\n'};

        assertThatThrownBy(() -> parse(content))
                .isInstanceOf(InvalidFileException.class)
                .hasMessage("keys.txt: is not valid UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "good hunter2",
                "good c2VjcmV0LWtleQ==",
                "good hunter=",
                "good hunter2=x",
                "good verylongsecretwithoutdigits=x",
                "good\u00e4 x",
                "sha256:hunter2",
                "name=hunter2",
                "good name=hunter2!",
                "hunter2\nhunter2",
                "hunter2 colour=hunter2",
                "hunter2\nsha256:f52fbd32b2b3b86ff88ef6c490628285f482af15ddcb29541f94bcf526a3f6c7"
            })
    void noMessageContainsAKey(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(InvalidFileException.class)
                .message()
                .doesNotContain("hunter", "good", "c2Vj", "verylong", "f52fbd", "\n");
    }

    private static void assertInvalid(String text, String rest) {
        assertInvalid(text, rest, text);
    }

    private static void assertInvalid(String description, String rest, String text) {
        assertThatThrownBy(() -> parse(text))
                .as(description)
                .isInstanceOf(InvalidFileException.class)
                .hasMessage("keys.txt" + rest);
    }

    private static Map<KeyDigest, ApiKey> parse(String text) throws InvalidFileException {
        return parse(text.getBytes(UTF_8));
    }

    private static Map<KeyDigest, ApiKey> parse(byte[] content) throws InvalidFileException {
        return KeyFile.parse("keys.txt", TextFile.text("keys.txt", content));
    }
}
