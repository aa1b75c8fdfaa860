package io.github.ollamaguard.internal.websocket;

import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.internal.access.WebSocketHandshake;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WebSockets of one guard: opens them, and closes them all. Needs nothing of Jakarta WebSocket until the first is
 * opened. Thread-safe.
 */
public final class WebSockets implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(WebSockets.class);

    private final OpenWebSockets open;

    /** Nothing is open yet; messages will be answered by {@code answerer}. */
    public WebSockets(Settings settings, Answerer answerer) {
        this.open = new OpenWebSockets(settings, answerer);
    }

    /**
     * Lets the container answer a handshake and open the WebSocket. Some containers only know endpoints that were there
     * at the start, and do nothing.
     *
     * @param container its {@code jakarta.websocket.server.ServerContainer}
     * @param request the container's request, as the container wants it
     * @param response the container's response, as the container wants it
     * @param handshake the same request
     */
    public void open(Object container, Object request, Object response, ClientRequest handshake) throws IOException {
        WebSocketEndpoint endpoint = new WebSocketEndpoint(MessageRequest.after(handshake), open);
        Upgrade.of(container, request, response, endpoint);
    }

    @Override
    public void close() {
        open.close();
    }

    /** What the container is told about one handshake, which the guard has let pass. Thread-safe. */
    private static final class Upgrade extends ServerEndpointConfig.Configurator {
        private final WebSocketEndpoint endpoint;

        private Upgrade(WebSocketEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        /** Lets the container answer the handshake and open the WebSocket. */
        static void of(Object container, Object request, Object response, WebSocketEndpoint endpoint)
                throws IOException {
            // The path is for containers that look for an endpoint; this one has been found.
            ServerEndpointConfig config = ServerEndpointConfig.Builder.create(WebSocketEndpoint.class, "/")
                    .configurator(new Upgrade(endpoint))
                    .build();
            try {
                ((ServerContainer) container).upgradeHttpToWebSocket(request, response, config, Map.of());
            } catch (DeploymentException e) {
                LOG.warn("The container does not open a WebSocket: {}", e.getMessage());
            }
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(endpoint);
        }

        /** Browsers insist on one of those that they offer; the one with the key must not be repeated. */
        @Override
        public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
            return requested.stream()
                    .filter(protocol -> !protocol.startsWith(WebSocketHandshake.KEY_PROTOCOL))
                    .findFirst()
                    .orElse("");
        }

        /** None: a compressed message can grow a thousandfold. */
        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            return List.of();
        }

        @Override
        public boolean checkOrigin(String origin) {
            return true;
        }

        @Override
        public void modifyHandshake(
                ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {}
    }
}
