package io.github.ollamaguard.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.internal.file.TextFile;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A file is invalid, or is a set of keys; no other exception leaves the loader. */
class KeyFileFuzzTest {
    private static final String DIGEST = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "key-0123456789abcdef",
                        "\uFEFFkey-0123456789abcdef name=a\r\n# comment\n\n" + DIGEST + "\tname=b",
                        "k roles=infer,manage models=a,m*,*:cloud expires=2027-02-01 # c",
                        "k name=a expires=2027-02-01T18:00:00Z\nk2 name=a",
                        "k models=x/y:z name=\u212a\u0000",
                        "k roles=\nk models=\nk expires=9-",
                        "ogk_0123456789abcdef",
                        "\u00e4 = \r ")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void contentIsInvalidOrRead(byte[] content) {
        try {
            Map<KeyDigest, ApiKey> keys = KeyFile.parse("keys.txt", TextFile.text("keys.txt", content));
            assertThat(keys).isNotEmpty();
            assertThat(keys.values()).doesNotHaveDuplicates();
        } catch (InvalidFileException e) {
            assertThat(e.getMessage()).startsWith("keys.txt").matches("[\\x20-\\x7e]+");
        }
    }
}
