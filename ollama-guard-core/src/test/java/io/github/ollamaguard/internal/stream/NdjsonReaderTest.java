package io.github.ollamaguard.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NdjsonReaderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}\n{\"b\":2}\n",
                "{\"a\":1}\n{\"b\":2}",
                "{\"a\":1}\r\n{\"b\":2}\r\n",
                "\n\n{\"a\":1}\n \t\r\n\n{\"b\":2}\n\n",
                " {\"a\":1} \n\t{\"b\":2}\r",
            })
    void linesComeOutWhateverTheirEnds(String text) throws ApiException {
        for (int size = 1; size <= text.length(); size++) {
            assertThat(read(text, size)).containsExactly("{\"a\":1}", "{\"b\":2}");
        }
    }

    @Test
    void aLineComesOutWithItsLineFeedAndNotBefore() throws ApiException {
        NdjsonReader reader = new NdjsonReader();
        List<String> lines = new ArrayList<>();
        byte[] bytes = "??{}\n??".getBytes(UTF_8);

        reader.feed(bytes, 2, 2, line -> lines.add(line.toString()));
        assertThat(lines).isEmpty();
        reader.feed(bytes, 4, 1, line -> lines.add(line.toString()));
        assertThat(lines).containsExactly("{}");
    }

    @Test
    void nothingIsNoLine() throws ApiException {
        assertThat(read("", 1)).isEmpty();
        assertThat(read("\n \n\r\n", 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10, 10, true", "11, 10, false", "10, 3, true", "11, 3, false", "11, 1, false"})
    void aLineHasALimit(int length, int size, boolean accepted) throws ApiException {
        String line = "{\"a\":\"" + "x".repeat(length - 8) + "\"}";
        NdjsonReader reader = new NdjsonReader(10);
        List<String> lines = new ArrayList<>();

        if (accepted) {
            feed(reader, line + "\n" + line + "\n", size, lines);
            assertThat(lines).containsExactly(line, line);
        } else {
            assertInvalid(() -> {
                feed(reader, line, size, lines);
                reader.finish(more -> lines.add(more.toString()));
            });
            assertThat(lines).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "[]", "1", "null", "{\"a\":1}{\"b\":2}", "{\"a\":", "{'a':1}", "{\"a\":NaN}"})
    void whatIsNoObjectIsRefused(String line) {
        assertInvalid(() -> read(line + "\n", 100));
        assertInvalid(() -> read(line, 1));
    }

    @Test
    void aLineThatIsTooDeepIsRefused() {
        assertInvalid(() -> read("{\"a\":".repeat(300) + "1" + "}".repeat(300), 100));
    }

    @Test
    void namesThatDifferInCaseAreFineInAReply() throws ApiException {
        assertThat(read("{\"x\":1,\"X\":2,\"x\":3}\n", 100)).containsExactly("{\"x\":3,\"X\":2}");
    }

    @Test
    void whatTheConsumerRefusesIsRefused() {
        NdjsonReader reader = new NdjsonReader();
        byte[] bytes = "{}\n{}\n".getBytes(UTF_8);

        assertThatThrownBy(() -> reader.feed(bytes, 0, bytes.length, line -> {
                    throw new ApiException(ApiError.upstreamTimeout());
                }))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isEqualTo(ApiError.upstreamTimeout()));
    }

    private static List<String> read(String text, int size) throws ApiException {
        NdjsonReader reader = new NdjsonReader();
        List<String> lines = new ArrayList<>();
        feed(reader, text, size, lines);
        reader.finish(line -> lines.add(line.toString()));
        return lines;
    }

    private static void feed(NdjsonReader reader, String text, int size, List<String> lines) throws ApiException {
        byte[] bytes = text.getBytes(UTF_8);
        for (int i = 0; i < bytes.length; i += size) {
            reader.feed(bytes, i, Math.min(size, bytes.length - i), line -> lines.add(line.toString()));
        }
    }

    private static void assertInvalid(ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isEqualTo(ApiError.upstreamInvalid()));
    }
}
