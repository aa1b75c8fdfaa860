package io.github.ollamaguard.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ollamaguard.config.InvalidFileException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewKeyTest {
    private final NewKey key = NewKey.generate();

    @Test
    void hasTheDocumentedForm() {
        assertThat(key.text()).matches("ogk_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}");
        assertThat(key.text()).endsWith(NewKey.checksum(key.text().substring(0, 58)));
    }

    /** The check value of CRC-32 is 0xCBF43926. */
    @Test
    void checksumIsCrc32InBase62WithLeadingZeros() {
        assertThat(NewKey.checksum("123456789")).isEqualTo("3jZRME");
        assertThat(NewKey.checksum("")).isEqualTo("000000");
    }

    @Test
    void keysDiffer() {
        Set<String> texts = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            NewKey next = NewKey.generate();
            texts.add(next.text().substring(15));
            ids.add(next.id());
        }
        assertThat(texts).hasSize(1_000);
        assertThat(ids).hasSize(1_000);
    }

    /** 1,000 keys have 43,000 secret digits, about 694 of each; 500 is seven standard deviations away. */
    @Test
    void everyDigitIsAboutAsFrequent() {
        int[] counts = new int[128];
        for (int i = 0; i < 1_000; i++) {
            NewKey.generate().text().substring(15, 58).chars().forEach(digit -> counts[digit]++);
        }
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                .chars()
                .forEach(digit ->
                        assertThat(counts[digit]).as(Character.toString(digit)).isBetween(500, 900));
    }

    @Test
    void itsLineMakesItKnownWithoutContainingIt() throws InvalidFileException {
        String line = key.keyFileLine("alice");

        assertThat(line).matches("sha256:[0-9a-f]{64}  name=alice").doesNotContain(key.text());
        assertThat(KeyFile.parse("keys.txt", line)).isEqualTo(Map.of(KeyDigest.of(key.text()), new ApiKey("alice")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "alice # x", "alice\nother", "a=b", "ä"})
    void itsNameMustBeValid(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> key.keyFileLine(name));
    }

    @Test
    void neitherKeyNorDigestCanBePrintedByAccident() {
        assertThat(key.toString()).isEqualTo(key.id()).isEqualTo(key.text().substring(0, 14));
        assertThat(KeyDigest.of(key.text())).hasToString("KeyDigest");
    }
}
