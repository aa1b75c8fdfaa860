package io.github.ollamaguard.internal.stream;

import java.util.Arrays;

/** The last bytes of whatever passes by, at the cost of one small copy for each write. Not thread-safe. */
public final class Tail {
    /** More than what follows the texts and lists in a last line of Ollama. */
    private static final int SIZE = 1024;

    private byte[] bytes = {};

    /** Creates an empty one. */
    public Tail() {}

    /** Takes the next bytes. */
    public void add(byte[] more, int offset, int length) {
        int taken = Math.min(length, SIZE);
        int kept = Math.min(bytes.length, SIZE - taken);
        byte[] next = taken + kept == bytes.length ? bytes : new byte[taken + kept];
        System.arraycopy(bytes, bytes.length - kept, next, 0, kept);
        System.arraycopy(more, offset + length - taken, next, kept, taken);
        bytes = next;
    }

    /** Returns a copy of the last bytes, at most 1024. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, bytes.length);
    }
}
