package io.github.ollamaguard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ByteFifoTest {
    @Test
    void everyMixOfPutsAndTakesKeepsTheOrder() {
        Random random = new Random(1);
        ByteFifo fifo = new ByteFifo();
        byte in = 0;
        byte out = 0;
        int size = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] put = new byte[random.nextInt(i % 100 == 0 ? 50_000 : 700)];
            for (int k = 0; k < put.length; k++) {
                put[k] = in++;
            }
            fifo.put(ByteBuffer.wrap(put));
            byte[] taken = new byte[1 + random.nextInt(1500)];
            int count = fifo.take(taken);
            size += put.length - count;
            assertThat(fifo.size()).isEqualTo(size);
            for (int k = 0; k < count; k++) {
                if (taken[k] != out++) {
                    throw new AssertionError("wrong byte in round " + i);
                }
            }
        }
    }

    @Test
    void nothingIsLeftAfterClear() {
        ByteFifo fifo = new ByteFifo();
        fifo.put(ByteBuffer.wrap(new byte[10]));
        fifo.clear();
        assertThat(fifo.size()).isZero();
        assertThat(fifo.take(new byte[10])).isZero();
    }
}
