package io.github.ollamaguard.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import org.junit.jupiter.api.Test;

class CollectedTest {
    private final Collected collected = new Collected();

    @Test
    void charactersMayBeSplit() throws ApiException {
        byte[] bytes = "?€😀?".getBytes(UTF_8);
        for (int at = 1; at < bytes.length - 1; at++) {
            collected.add(bytes, at, 1);
        }
        assertThat(collected.text()).isEqualTo("€😀");
    }

    @Test
    void thereIsALimit() throws ApiException {
        byte[] piece = new byte[1 << 20];
        for (int i = 0; i < 64; i++) {
            collected.add(piece, 0, piece.length);
        }
        assertThatThrownBy(() -> collected.add(piece, 0, 1))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isEqualTo(ApiError.upstreamInvalid()));
    }
}
