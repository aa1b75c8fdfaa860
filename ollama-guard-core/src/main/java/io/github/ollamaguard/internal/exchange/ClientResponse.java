package io.github.ollamaguard.internal.exchange;

import io.github.ollamaguard.internal.stream.FrameSink;
import java.io.IOException;

/**
 * The way back to a client, whatever carries it: a port that the servlet and the WebSocket adapter implement. What
 * cannot be sent is an {@link IOException}: the client has gone. Used by one thread at a time.
 */
public interface ClientResponse {
    /** Returns what is noted of this response. */
    Recording recording();

    /** Returns the HTTP status so far. */
    int status();

    /** Sets the HTTP status. */
    void status(int status);

    /** Sets a header, in place of what it was; {@code Content-Type} is one like any other. */
    void header(String name, String value);

    /** Adds a value to a header. */
    void addHeader(String name, String value);

    /** Says how long the body will be, in bytes. */
    void contentLength(long length);

    /** Returns whether anything has been sent, so that status and headers are fixed. */
    boolean isCommitted();

    /** Forgets what has been written of the body; not after it is committed. */
    void resetBody();

    /** Writes bytes of the body, without hurry. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Sends what has been written. */
    void flush() throws IOException;

    /** Writes the whole body and its length. */
    default void document(byte[] body) throws IOException {
        contentLength(body.length);
        write(body, 0, body.length);
    }

    /** Returns where frames of a stream are collected, in the form of this transport. */
    FrameSink frames();

    /** Returns whether frames have been collected and not been sent. */
    boolean hasFrames();

    /** Forgets frames that have not been sent. */
    void resetFrames();

    /** Sends the frames that have been collected. */
    void sendFrames() throws IOException;

    /** Sends a sign of life between frames, which no client takes for content: an SSE comment, or a ping. */
    void keepAlive() throws IOException;
}
