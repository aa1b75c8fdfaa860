package io.github.ollamaguard.websocket;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.servlet.WebSocketPart;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;

/**
 * A filter that turns handshakes into WebSockets when the key filter in front has let them pass, and hands everything
 * else on. There is no endpoint that a container could open by itself. Needs nothing of Jakarta WebSocket as long as
 * there are no handshakes. Thread-safe.
 */
public final class WebSocketFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final Sockets sockets;

    /** A filter whose messages take that way. */
    public WebSocketFilter(Settings settings, Passage passage) {
        SocketLimits limits = new SocketLimits(settings.get(Setting.MAX_BODY), settings.get(Setting.IDLE_TIMEOUT));
        this.sockets = new Sockets(Objects.requireNonNull(passage), limits);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (WebSocketPart.HANDSHAKE.is(request)) {
            if (!Upgrade.of(request, response, new SocketEndpoint(Opening.of(request), sockets))) {
                WebSocketPart.UNOPENED.mark(request);
            }
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Closes all WebSockets. */
    @Override
    public void destroy() {
        sockets.close();
    }
}
