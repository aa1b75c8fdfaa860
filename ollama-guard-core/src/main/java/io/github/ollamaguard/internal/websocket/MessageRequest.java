package io.github.ollamaguard.internal.websocket;

import io.github.ollamaguard.internal.exchange.ClientRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message as the request that it stands for: a POST to the path of the handshake, by whoever sent that. Keeps what it
 * needs of the handshake, whose request is gone when its container has answered it. Used by one thread at a time.
 *
 * @param contextPath path of the web application
 * @param uri the raw path
 * @param query the raw query, or null
 * @param remoteAddress IP address of the other end, or null
 * @param authority host and port that the container knows
 * @param kept the headers that the guard reads again for each message, under names in any case
 * @param contentLength length of the message in bytes
 * @param body the message, to be read once
 */
record MessageRequest(
        String contextPath,
        String uri,
        @Nullable String query,
        @Nullable String remoteAddress,
        String authority,
        Map<String, List<String>> kept,
        long contentLength,
        InputStream body)
        implements ClientRequest {
    /** Not {@code Origin}, which has been judged, and nothing that belongs to the handshake alone. */
    private static final List<String> KEPT =
            List.of("Host", "Authorization", "X-API-Key", "api-key", "Sec-WebSocket-Protocol", "X-Forwarded-For");

    /** Returns what all messages after a handshake have in common: an empty one. */
    static MessageRequest after(ClientRequest handshake) {
        Map<String, List<String>> kept = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        KEPT.forEach(name -> kept.put(name, List.copyOf(handshake.headers(name))));
        return new MessageRequest(
                handshake.contextPath(),
                handshake.uri(),
                handshake.query(),
                handshake.remoteAddress(),
                handshake.authority(),
                kept,
                0,
                InputStream.nullInputStream());
    }

    /** Returns the request of one message. */
    MessageRequest with(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        InputStream content = new ByteArrayInputStream(bytes);
        return new MessageRequest(contextPath, uri, query, remoteAddress, authority, kept, bytes.length, content);
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public List<String> headers(String name) {
        return kept.getOrDefault(name, List.of());
    }

    /** Whoever opens a WebSocket wants a stream. */
    @Override
    public boolean streamsByDefault() {
        return true;
    }

    /** Holds keys. */
    @Override
    public String toString() {
        return "MessageRequest[" + uri + "]";
    }
}
