package io.github.ollamaguard.internal.websocket;

import io.github.ollamaguard.internal.exchange.ClientRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message as the request that it stands for: a POST to the path of the handshake, by whoever sent that. Used by one
 * thread at a time.
 */
final class MessageRequest implements ClientRequest {
    private final Handshake handshake;
    private final byte[] body;

    MessageRequest(Handshake handshake, byte[] body) {
        this.handshake = handshake;
        this.body = body;
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
    public String uri() {
        return handshake.uri();
    }

    @Override
    public String contextPath() {
        return handshake.contextPath();
    }

    @Override
    public @Nullable String query() {
        return handshake.query();
    }

    @Override
    public @Nullable String remoteAddress() {
        return handshake.address();
    }

    @Override
    public String authority() {
        return handshake.authority();
    }

    @Override
    public List<String> headers(String name) {
        return handshake.headers().getOrDefault(name, List.of());
    }

    @Override
    public long contentLength() {
        return body.length;
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    /** Whoever opens a WebSocket wants a stream. */
    @Override
    public boolean streamsByDefault() {
        return true;
    }

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
    record Handshake(
            String contextPath,
            String uri,
            @Nullable String query,
            @Nullable String address,
            String authority,
            Map<String, List<String>> headers) {
        /** Not {@code Origin}, which has been judged, and nothing that belongs to the handshake alone. */
        private static final List<String> KEPT =
                List.of("Host", "Authorization", "X-API-Key", "api-key", "Sec-WebSocket-Protocol", "X-Forwarded-For");

        static Handshake of(ClientRequest request) {
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            KEPT.forEach(name -> headers.put(name, List.copyOf(request.headers(name))));
            return new Handshake(
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
            return "Handshake[" + uri + "]";
        }
    }
}
