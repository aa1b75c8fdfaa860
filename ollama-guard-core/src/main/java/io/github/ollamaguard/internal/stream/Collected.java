package io.github.ollamaguard.internal.stream;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A native reply that is collected as a whole, with a bound. Not thread-safe. */
public final class Collected {
    /** The largest reply in bytes: embeddings of large batches. */
    private static final int MAX_REPLY = 64 * 1024 * 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Creates an empty one. */
    public Collected() {}

    /**
     * Adds the next bytes.
     *
     * @throws ApiException when the reply is too large
     */
    public void add(byte[] more, int offset, int length) throws ApiException {
        if (bytes.size() + length > MAX_REPLY) {
            throw new ApiException(ApiError.upstreamInvalid());
        }
        bytes.write(more, offset, length);
    }

    /** Returns everything so far. */
    public String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
