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
    private final MessageRequest.Handshake handshake;
    private final WebSockets sockets;
    private volatile @Nullable WebSocketClient client;

    WebSocketEndpoint(MessageRequest.Handshake handshake, WebSockets sockets) {
        this.handshake = handshake;
        this.sockets = sockets;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        WebSocketClient opened = new WebSocketClient(session);
        client = opened;
        sockets.opened(opened);
        session.setMaxIdleTimeout(sockets.idleTimeout().toMillis());
        MessageQueue queue = new MessageQueue(handshake, sockets, opened);
        session.addMessageHandler(String.class, new MessageReader(sockets.longestMessage(), opened, queue));
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

    /**
     * Puts messages together from the parts in which they arrive: containers would reserve the longest possible one for each
     * connection. Of one that is too long only so much is kept that it is refused; whoever does not stop then is cut off.
     * Not thread-safe.
     */
    private static final class MessageReader implements MessageHandler.Partial<String> {
        private final long longest;
        private final WebSocketClient client;
        private final MessageQueue queue;
        private StringBuilder text = new StringBuilder();
        private long received;

        MessageReader(long longest, WebSocketClient client, MessageQueue queue) {
            this.longest = longest;
            this.client = client;
            this.queue = queue;
        }

        @Override
        public void onMessage(String part, boolean last) {
            received += part.length();
            // A character is at least one byte.
            if (text.length() <= longest) {
                text.append(part);
            }
            if (last) {
                queue.add(text.toString());
                text = new StringBuilder();
                received = 0;
            } else if (received > 2 * longest) {
                client.close(CloseCodes.TOO_BIG, "The message is too long.");
            }
        }
    }
}
