package io.github.ollamaguard.internal.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The server's end of one WebSocket. Public because containers call it, and not as an API. Thread-safe. */
public final class WebSocketEndpoint extends Endpoint {
    private final HandshakeHead handshake;
    private final WebSockets sockets;
    private volatile @Nullable WebSocketClient client;

    WebSocketEndpoint(HandshakeHead handshake, WebSockets sockets) {
        this.handshake = handshake;
        this.sockets = sockets;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        WebSocketClient opened = new WebSocketClient(session);
        client = opened;
        sockets.opened(opened);
        session.setMaxIdleTimeout(sockets.limits().idle().toMillis());
        MessageQueue queue = new MessageQueue(handshake, sockets, opened);
        session.addMessageHandler(
                String.class, new MessageReader(sockets.limits().message(), opened, queue));
        session.addMessageHandler(ByteBuffer.class, new BytesRefusal(opened));
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        WebSocketClient closed = client;
        if (closed != null) {
            sockets.closed(closed);
            closed.hasGone();
        }
    }

    /** Requests are text. */
    private record BytesRefusal(WebSocketClient client) implements MessageHandler.Partial<ByteBuffer> {
        @Override
        public void onMessage(ByteBuffer part, boolean last) {
            client.close(CloseCodes.CANNOT_ACCEPT, "Send text.");
        }
    }
}
