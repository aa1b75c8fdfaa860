package io.github.ollamaguard.testing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of one HTTP/1.1 message. A body that breaks off ends like a complete one for the reader; afterwards
 * {@link #complete()} tells the difference. Not thread-safe.
 */
final class BodyInput extends InputStream {
    private final InputStream in;
    private final boolean chunked;
    private long left;
    private boolean withinChunks;
    private boolean ended;
    private boolean complete;

    private BodyInput(InputStream in, boolean chunked, long left) {
        this.in = in;
        this.chunked = chunked;
        this.left = left;
    }

    static BodyInput chunked(InputStream in) {
        return new BodyInput(in, true, 0);
    }

    static BodyInput ofLength(InputStream in, long length) {
        return new BodyInput(in, false, length);
    }

    static BodyInput toTheEnd(InputStream in) {
        return new BodyInput(in, false, Long.MAX_VALUE);
    }

    /** Returns whether the message said itself that this was all. */
    boolean complete() {
        return complete;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        try {
            if (ended || !hasMore()) {
                ended = true;
                return -1;
            }
            int count = in.read(into, from, (int) Math.min(length, left));
            if (count < 0) {
                ended = true;
                return -1;
            }
            left -= count;
            return count;
        } catch (EOFException | java.net.SocketException cut) {
            ended = true;
            return -1;
        }
    }

    private boolean hasMore() throws IOException {
        if (left > 0) {
            return true;
        }
        if (!chunked) {
            complete = true;
            return false;
        }
        if (withinChunks) {
            // Not earlier: Jetty sends the line end of a chunk together with the next one.
            HttpHead.line(in);
        }
        withinChunks = true;
        String size = HttpHead.line(in);
        if (size == null) {
            return false;
        }
        left = Long.parseLong(size.trim(), 16);
        if (left > 0) {
            return true;
        }
        complete = "".equals(HttpHead.line(in));
        return false;
    }
}
