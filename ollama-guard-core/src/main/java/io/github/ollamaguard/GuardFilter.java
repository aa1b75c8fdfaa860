package io.github.ollamaguard;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.gateway.Guard;
import io.github.ollamaguard.internal.gateway.Relay;
import io.github.ollamaguard.internal.servlet.PublishedHealth;
import io.github.ollamaguard.internal.servlet.ServletClientRequest;
import io.github.ollamaguard.internal.servlet.ServletClientResponse;
import io.github.ollamaguard.internal.servlet.ServletSettings;
import io.github.ollamaguard.internal.upstream.http.HttpUpstream;
import io.github.ollamaguard.internal.websocket.WebSockets;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.usage.ExchangeListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The whole guard as one servlet filter: key, translation, Ollama. It answers whatever it is mapped for, so nothing
 * reaches what stands behind it. Map it to everything below the prefix, for all dispatcher types. Needs no asynchronous
 * support: one request keeps one thread of the container, platform or virtual. Thread-safe.
 */
public final class GuardFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String ATTRIBUTE = "io.github.ollamaguard.answeredBy";
    private static final String WEBSOCKET_CONTAINER = "jakarta.websocket.server.ServerContainer";

    private final @Nullable Settings given;
    private final @Nullable ApiKeyStore givenKeys;
    private @Nullable Engine engine;

    /** A filter that reads its settings from init parameters, context parameters, system properties and environment. */
    public GuardFilter() {
        this.given = null;
        this.givenKeys = null;
    }

    /** A filter with these settings, which reads none elsewhere. */
    public GuardFilter(Settings settings) {
        this.given = Objects.requireNonNull(settings);
        this.givenKeys = null;
    }

    /** A filter with these settings and keys of any origin; there need not be a key file. */
    public GuardFilter(Settings settings, ApiKeyStore keys) {
        this.given = Objects.requireNonNull(settings);
        this.givenKeys = Objects.requireNonNull(keys);
    }

    /**
     * Reads the settings and the keys. Without usable keys the filter refuses everything until there are some.
     *
     * @throws ServletException when a setting is unknown or wrong
     */
    @Override
    public void init() throws ServletException {
        Settings settings = given == null ? ServletSettings.read(getFilterConfig()) : given;
        ServletContext context = getServletContext();
        HttpUpstream upstream = new HttpUpstream(settings);
        Relay relay = new Relay(settings);
        Guard guard = Guard.of(settings, givenKeys, () -> upstream, () -> listener(context));
        WebSockets sockets = new WebSockets(
                settings,
                (message, answer) -> guard.answer(message, answer, exchange -> relay.answer(exchange, upstream)));
        engine = new Engine(settings.get(Setting.PREFIX), guard, relay, upstream, sockets);
        PublishedHealth.publish(context, settings.get(Setting.PREFIX), guard.health());
    }

    private static ExchangeListener listener(ServletContext context) {
        return context.getAttribute(ExchangeListener.ATTRIBUTE) instanceof ExchangeListener found
                ? found
                : ExchangeListener.NONE;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() != DispatcherType.REQUEST && equals(request.getAttribute(ATTRIBUTE))) {
            // It has been answered: this is the container's own business, such as a page for an error.
            chain.doFilter(request, response);
            return;
        }
        request.setAttribute(ATTRIBUTE, this);
        Objects.requireNonNull(engine, "init() has not been called").answer(request, response);
    }

    /** Cuts what is running, and waits a moment for its last words. */
    @Override
    public void destroy() {
        Engine ended = engine;
        if (ended != null) {
            ended.upstream().close();
            ended.relay().close();
            ended.sockets().close(); // Last, for their last words are messages.
            PublishedHealth.withdraw(
                    getServletContext(), ended.prefix(), ended.guard().health());
        }
    }

    /** What exists between init and destroy. */
    private record Engine(String prefix, Guard guard, Relay relay, HttpUpstream upstream, WebSockets sockets) {
        void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
            ClientRequest client = request.getHeader("Upgrade") == null
                    ? new ServletClientRequest(request)
                    : upgradable(request, response);
            ClientResponse answer = new ServletClientResponse(response);
            guard.answer(client, answer, exchange -> relay.answer(exchange, upstream));
        }

        private ClientRequest upgradable(HttpServletRequest request, HttpServletResponse response) {
            Object container = request.getServletContext().getAttribute(WEBSOCKET_CONTAINER);
            if (container == null) {
                return new ServletClientRequest(request);
            }
            return new ServletClientRequest(request, handshake -> {
                sockets.open(container, request, response, handshake);
                return response.isCommitted() || response.getStatus() != HttpServletResponse.SC_OK;
            });
        }
    }
}
