package io.github.ollamaguard.internal.websocket;

import io.github.ollamaguard.internal.exchange.ClientRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as the request that it stands for: a POST to the path of the handshake, by whoever sent that. Used by one
 * thread at a time.
 */
final class MessageRequest implements ClientRequest {
    private final HandshakeHead handshake;
    private final byte[] body;

    MessageRequest(HandshakeHead handshake, byte[] body) {
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
}
