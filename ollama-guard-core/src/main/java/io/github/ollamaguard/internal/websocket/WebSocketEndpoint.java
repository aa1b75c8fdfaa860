package io.github.ollamaguard.internal.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The server's end of one WebSocket. Public because containers call it, and not as an API. Thread-safe. */
public final class WebSocketEndpoint extends Endpoint {
    private final MessageRequest handshake;
    private final OpenWebSockets sockets;
    private volatile @Nullable WebSocketClient client;

    WebSocketEndpoint(MessageRequest handshake, OpenWebSockets sockets) {
        this.handshake = handshake;
        this.sockets = sockets;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        WebSocketClient opened = new WebSocketClient(session);
        client = opened;
        sockets.opened(opened);
        session.setMaxIdleTimeout(sockets.idleTimeout().toMillis());
        session.addMessageHandler(String.class, new MessageQueue(handshake, sockets, opened));
        // Requests are text.
        session.addMessageHandler(
                ByteBuffer.class, (part, last) -> opened.close(CloseCodes.CANNOT_ACCEPT, "Send text."));
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        WebSocketClient closed = client;
        if (closed != null) {
            sockets.closed(closed);
            closed.hasGone();
        }
    }
}
