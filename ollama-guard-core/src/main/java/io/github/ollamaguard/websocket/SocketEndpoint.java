package io.github.ollamaguard.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The server's end of one WebSocket. Public because containers call it, and not as an API. Thread-safe. */
public final class SocketEndpoint extends Endpoint {
    private final Opening opening;
    private final Sockets sockets;
    private volatile @Nullable Peer peer;

    SocketEndpoint(Opening opening, Sockets sockets) {
        this.opening = opening;
        this.sockets = sockets;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Peer client = new Peer(session);
        peer = client;
        sockets.opened(client);
        session.setMaxIdleTimeout(sockets.limits().idle().toMillis());
        Conversation conversation = new Conversation(opening, sockets, client);
        session.addMessageHandler(
                String.class, new MessageReader(sockets.limits().message(), client, conversation));
        session.addMessageHandler(ByteBuffer.class, new BytesRefusal(client));
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        Peer client = peer;
        if (client != null) {
            sockets.closed(client);
            client.hasGone();
        }
    }

    /** Requests are text. */
    private record BytesRefusal(Peer peer) implements MessageHandler.Partial<ByteBuffer> {
        @Override
        public void onMessage(ByteBuffer part, boolean last) {
            peer.close(CloseCodes.CANNOT_ACCEPT, "Send text.");
        }
    }
}
