package io.github.ollamaguard.internal.websocket;

import io.github.ollamaguard.internal.exchange.ClientRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What remains of a handshake, whose request is gone when its container has answered it: where it went, and who sent it.
 *
 * @param contextPath path of the web application
 * @param uri the raw path
 * @param query the raw query, or null
 * @param address IP address of the other end, or null
 * @param authority host and port that the container knows
 * @param headers what the guard reads again for each message, under names in any case
 */
record HandshakeHead(
        String contextPath,
        String uri,
        @Nullable String query,
        @Nullable String address,
        String authority,
        Map<String, List<String>> headers) {
    /** Not {@code Origin}, which has been judged, and nothing that belongs to the handshake alone. */
    private static final List<String> KEPT =
            List.of("Host", "Authorization", "X-API-Key", "api-key", "Sec-WebSocket-Protocol", "X-Forwarded-For");

    static HandshakeHead of(ClientRequest request) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        KEPT.forEach(name -> headers.put(name, List.copyOf(request.headers(name))));
        return new HandshakeHead(
                request.contextPath(),
                request.uri(),
                request.query(),
                request.remoteAddress(),
                request.authority(),
                headers);
    }

    /** Holds keys. */
    @Override
    public String toString() {
        return "HandshakeHead[" + uri + "]";
    }
}
