package io.github.ollamaguard.internal.websocket;

import io.github.ollamaguard.internal.access.WebSocketHandshake;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the container is told about one handshake, which the guard has let pass. Thread-safe. */
final class WebSocketUpgrade extends ServerEndpointConfig.Configurator {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketUpgrade.class);

    private final WebSocketEndpoint endpoint;

    private WebSocketUpgrade(WebSocketEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Lets the container answer the handshake and open the WebSocket. */
    static void of(Object container, Object request, Object response, WebSocketEndpoint endpoint) throws IOException {
        // The path is for containers that look for an endpoint; this one has been found.
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(WebSocketEndpoint.class, "/")
                .configurator(new WebSocketUpgrade(endpoint))
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
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {}
}
