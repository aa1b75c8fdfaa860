package io.github.ollamaguard.internal.websocket;

import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import java.io.Closeable;
import java.io.IOException;

/**
 * The WebSockets of one guard: opens them, and closes them all. Needs nothing of Jakarta WebSocket until the first is
 * opened. Thread-safe.
 */
public final class WebSockets implements Closeable {
    private final OpenWebSockets open;

    /** Nothing is open yet; messages will be answered by {@code answerer}. */
    public WebSockets(Settings settings, Answerer answerer) {
        this.open = new OpenWebSockets(settings, answerer);
    }

    /**
     * Lets the container answer a handshake and open the WebSocket. Some containers only know endpoints that were there at
     * the start, and do nothing.
     *
     * @param container its {@code jakarta.websocket.server.ServerContainer}
     * @param request the container's request, as the container wants it
     * @param response the container's response, as the container wants it
     * @param handshake the same request
     */
    public void open(Object container, Object request, Object response, ClientRequest handshake) throws IOException {
        WebSocketEndpoint endpoint = new WebSocketEndpoint(MessageRequest.Handshake.of(handshake), open);
        WebSocketUpgrade.of(container, request, response, endpoint);
    }

    @Override
    public void close() {
        open.close();
    }
}
