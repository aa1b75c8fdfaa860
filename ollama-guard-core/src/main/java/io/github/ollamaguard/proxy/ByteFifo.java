package io.github.ollamaguard.proxy;

import java.nio.ByteBuffer;

/** Bytes that wait for their reader; as large as what waits. Not thread-safe. */
final class ByteFifo {
    private static final int FIRST_CAPACITY = 1024;
    private static final int KEPT_CAPACITY = 16 * 1024;
    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int start;
    private int end;

    int size() {
        return end - start;
    }

    /** Adds all that remains in the buffer. */
    void put(ByteBuffer source) {
        int count = source.remaining();
        makeRoom(count);
        source.get(bytes, end, count);
        end += count;
    }

    /** Moves as many bytes as there are, or as fit, and returns how many. */
    int take(byte[] into) {
        int count = Math.min(size(), into.length);
        System.arraycopy(bytes, start, into, 0, count);
        start += count;
        if (start == end) {
            start = 0;
            end = 0;
            // One burst must not cost memory for the rest of a long stream.
            bytes = bytes.length > KEPT_CAPACITY ? NONE : bytes;
        }
        return count;
    }

    /** Forgets everything. */
    void clear() {
        bytes = NONE;
        start = 0;
        end = 0;
    }

    private void makeRoom(int count) {
        if (bytes.length - end >= count) {
            return;
        }
        int size = size();
        int capacity = Math.max(FIRST_CAPACITY, bytes.length);
        while (capacity - size < count) {
            capacity *= 2;
        }
        byte[] target = capacity == bytes.length ? bytes : new byte[capacity];
        System.arraycopy(bytes, start, target, 0, size);
        bytes = target;
        start = 0;
        end = size;
    }
}
