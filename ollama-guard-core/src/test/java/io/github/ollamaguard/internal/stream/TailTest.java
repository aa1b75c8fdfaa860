package io.github.ollamaguard.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TailTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1023, 1024, 1025, 5000})
    void theLastBytesAreKeptHoweverTheyCome(int split) {
        Tail tail = new Tail();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int sent = 0; sent < 6000; sent += split) {
            byte[] piece = new byte[split + 2];
            for (int i = 0; i < piece.length; i++) {
                piece[i] = (byte) (sent + i);
            }
            tail.add(piece, 1, split);
            all.write(piece, 1, split);
            byte[] expected = all.toByteArray();
            int from = Math.max(0, expected.length - 1024);
            assertThat(tail.bytes()).isEqualTo(Arrays.copyOfRange(expected, from, expected.length));
        }
    }
}
