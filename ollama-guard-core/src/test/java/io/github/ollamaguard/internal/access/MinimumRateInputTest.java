package io.github.ollamaguard.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MinimumRateInputTest {
    private final AtomicLong now = new AtomicLong();

    @Test
    void aBodyAtTheMinimumRatePasses() throws IOException {
        JsonBody.MinimumRateInput body = new JsonBody.MinimumRateInput(dripping(1024, 20), 1024, now::get);
        assertThat(body.readAllBytes()).hasSize(20 * 1024);
    }

    @Test
    void aSlowerOneIsGivenUpAfterItsGrace() {
        JsonBody.MinimumRateInput body = new JsonBody.MinimumRateInput(dripping(10, 1000), 1024, now::get);
        assertThatThrownBy(body::readAllBytes).isInstanceOf(JsonBody.MinimumRateInput.SlowException.class);
        assertThat(now.get()).isEqualTo(Duration.ofSeconds(6).toNanos());
    }

    @Test
    void singleBytesCountAsWell() throws IOException {
        JsonBody.MinimumRateInput body = new JsonBody.MinimumRateInput(dripping(1, 1000), 1024, now::get);
        for (int i = 0; i < 5; i++) {
            assertThat(body.read()).isEqualTo('x');
        }
        assertThatThrownBy(body::read).isInstanceOf(JsonBody.MinimumRateInput.SlowException.class);
    }

    @Test
    void theEndMayComeLate() throws IOException {
        JsonBody.MinimumRateInput body = new JsonBody.MinimumRateInput(dripping(10, 3), 1024, now::get);
        assertThat(body.readNBytes(30)).hasSize(30);
        now.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(body.read()).isEqualTo(-1);
        assertThat(body.read(new byte[1], 0, 1)).isEqualTo(-1);
    }

    @Test
    void anyRateIsAllowedWhenItIsOff() throws IOException {
        JsonBody.MinimumRateInput body = new JsonBody.MinimumRateInput(dripping(1, 1000), 0, now::get);
        assertThat(body.readAllBytes()).hasSize(1000);
    }

    /** A body of which one piece comes each second. */
    private InputStream dripping(int piece, int pieces) {
        return new InputStream() {
            private int left = pieces;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (left == 0 || length == 0) {
                    return length == 0 ? 0 : -1;
                }
                left--;
                now.addAndGet(Duration.ofSeconds(1).toNanos());
                int count = Math.min(piece, length);
                Arrays.fill(into, offset, offset + count, (byte) 'x');
                return count;
            }
        };
    }
}
