package io.github.ollamaguard.internal.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks, whatever carried it: a port that the servlet and the WebSocket adapter implement. Headers and
 * path are as they came, not decoded. Used by one thread at a time.
 */
public interface ClientRequest {
    /** Returns the HTTP method as it came. */
    String method();

    /** Returns the protocol, such as {@code HTTP/1.1}. */
    String protocol();

    /** Returns the raw path of the URL, without query. */
    String uri();

    /** Returns the part of {@link #uri} that is the web application's: empty, or a path without a slash at its end. */
    String contextPath();

    /** Returns the raw query, or null. */
    @Nullable
    String query();

    /** Returns the IP address of the other end of the connection, or null when it has none. */
    @Nullable
    String remoteAddress();

    /** Returns host and port that the transport knows where there is no header {@code Host}, as with HTTP/2. */
    String authority();

    /** Returns all values of a header, whose name may be in any case. */
    List<String> headers(String name);

    /** Returns the first value of a header, or null. */
    default @Nullable String header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** Returns the length of the body in bytes, or -1 when it is not known. */
    long contentLength();

    /**
     * Returns the body, to be read once.
     *
     * @throws IOException when it cannot be read
     */
    InputStream body() throws IOException;

    /** Returns whether an answer is streamed when the request does not say: so wants it a message of a WebSocket. */
    default boolean streamsByDefault() {
        return false;
    }

    /** Returns whether the transport could go over to a WebSocket. */
    default boolean canUpgrade() {
        return false;
    }

    /**
     * Goes over to a WebSocket (RFC 6455, section 4); the transport answers the handshake.
     *
     * @return false when it does not, although it could have
     */
    default boolean upgrade() throws IOException {
        return false;
    }
}
