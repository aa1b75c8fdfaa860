package io.github.ollamaguard.websocket;

import io.github.ollamaguard.servlet.WebSocketPart;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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

/** What the container is told about one handshake, which the key filter has let pass. Thread-safe. */
final class Upgrade extends ServerEndpointConfig.Configurator {
    private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);

    private final SocketEndpoint endpoint;

    private Upgrade(SocketEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Lets the container answer the handshake and open the WebSocket; returns whether it did either. */
    static boolean of(HttpServletRequest request, HttpServletResponse response, SocketEndpoint endpoint)
            throws IOException {
        ServerContainer container =
                (ServerContainer) request.getServletContext().getAttribute(ServerContainer.class.getName());
        // The path is for containers that look for an endpoint; this one has been found.
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(SocketEndpoint.class, "/")
                .configurator(new Upgrade(endpoint))
                .build();
        try {
            container.upgradeHttpToWebSocket(request, response, config, Map.of());
        } catch (DeploymentException e) {
            LOG.warn("The container does not open a WebSocket: {}", e.getMessage());
            return false;
        }
        // Some containers only know endpoints that were there at the start, and do nothing with others.
        return response.isCommitted() || response.getStatus() != HttpServletResponse.SC_OK;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
        return type.cast(endpoint);
    }

    /** Browsers insist on one of those that they offer; the one with the key must not be repeated. */
    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return requested.stream()
                .filter(protocol -> !protocol.startsWith(WebSocketPart.KEY_PROTOCOL))
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
