package io.github.ollamaguard.internal.stream;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.io.ByteArrayOutputStream;

/**
 * Turns the bytes of one native reply into the bytes of one OpenAI reply, however the bytes happen to be split. Knows
 * no HTTP: whoever drives it sends what it appends to {@code out}, and turns a thrown refusal into a plain error answer
 * when nothing has been sent yet, else into {@link #failure} and a cut connection. Not thread-safe.
 */
public interface Transcoder {
    /** Returns the media type of what it appends. */
    String contentType();

    /** Returns whether a client may be told with an SSE comment that it has to wait. */
    boolean isEventStream();

    /**
     * Takes the next bytes of the native reply.
     *
     * @param out gets what they become; may stay empty
     * @throws ApiException when the reply is an error, or cannot be understood
     */
    void feed(byte[] bytes, int offset, int length, ByteArrayOutputStream out) throws ApiException;

    /**
     * Takes the clean end of the native reply.
     *
     * @throws ApiException when there was nothing to make an answer of
     */
    void finish(ByteArrayOutputStream out) throws ApiException;

    /** Returns whether the answer has been given out to its end, although the native reply may go on. */
    default boolean isComplete() {
        return false;
    }

    /** Appends what tells a client, inside an answer that has begun, that it will not be completed. */
    void failure(ApiError error, ByteArrayOutputStream out);
}
