package io.github.ollamaguard.internal.access;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A body that has to arrive at a minimum rate on average, after a time of grace. Sees a client that drips whenever it
 * drips; one that sends nothing at all is the business of the container's own timeout. Not thread-safe.
 */
final class MinimumRateInput extends FilterInputStream {
    private static final long GRACE = TimeUnit.SECONDS.toNanos(5);

    private final long rate;
    private final LongSupplier nanoTime;
    private final long begun;
    private long received;

    /** Reports that the body came too slowly. */
    static final class SlowException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Paces a body from now on; a rate of 0 bytes a second allows any. */
    MinimumRateInput(InputStream body, long rate, LongSupplier nanoTime) {
        super(body);
        this.rate = rate;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        check(value < 0 ? -1 : 1);
        return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        check(count);
        return count;
    }

    private void check(int count) throws SlowException {
        if (count < 0) {
            return;
        }
        received += count;
        long late = nanoTime.getAsLong() - begun - GRACE;
        if (late > 0 && received < rate * (double) late / TimeUnit.SECONDS.toNanos(1)) {
            throw new SlowException();
        }
    }
}
