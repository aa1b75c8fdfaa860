package io.github.ollamaguard.servlet;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.access.Access;
import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.gateway.ErrorWriter;
import io.github.ollamaguard.internal.gateway.Relay;
import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.route.RouteTable;
import io.github.ollamaguard.internal.route.RouteTable.RouteMatch;
import io.github.ollamaguard.internal.servlet.ServletClientRequest;
import io.github.ollamaguard.internal.servlet.ServletClientResponse;
import io.github.ollamaguard.internal.upstream.Upstream;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the pieces of one guard share when they are mounted one by one: the exchange of a request, as its one attribute,
 * and the way to Ollama, as an attribute of the servlet context. Both are named after the prefix, so that two guards in
 * one application share nothing. Thread-safe.
 */
final class SharedExchange implements Closeable {
    private static final String EXCHANGE = "io.github.ollamaguard.exchange";
    private static final String UPSTREAM = "io.github.ollamaguard.upstream";

    private final String prefix;
    private final Access access;
    private final Relay relay;

    /** For a piece that serves these routes when it stands alone. */
    SharedExchange(Settings settings, RouteTable routes) {
        this.prefix = settings.get(Setting.PREFIX);
        this.access = Access.withoutKeys(settings, routes);
        this.relay = new Relay(settings);
    }

    /** Returns the name of the request attribute. */
    static String attribute(String prefix) {
        return EXCHANGE + prefix;
    }

    /** Makes the way to Ollama known to the other pieces. */
    static void publish(ServletContext context, String prefix, @Nullable Upstream upstream) {
        context.setAttribute(UPSTREAM + prefix, upstream);
    }

    /** Returns the way to Ollama that another piece has made known, or null. */
    static @Nullable Upstream published(ServletContext context, String prefix) {
        return context.getAttribute(UPSTREAM + prefix) instanceof Upstream upstream ? upstream : null;
    }

    /**
     * Returns the exchange that a piece in front has decided about, or a new one without a key; with nothing but the
     * place that it asks for when that does not exist.
     */
    Exchange of(HttpServletRequest request, HttpServletResponse response) {
        if (request.getAttribute(attribute(prefix)) instanceof Exchange decided) {
            return decided;
        }
        Exchange exchange = new Exchange(new ServletClientRequest(request), new ServletClientResponse(response));
        try {
            access.locate(exchange);
        } catch (ApiException e) {
            // Not a path of the guard: without a route it is somebody else's business.
        }
        return exchange;
    }

    /** Answers on the response that a piece was given: a filter in between may have put its own in front. */
    void answer(Exchange exchange, HttpServletResponse response, Upstream upstream) throws IOException {
        ClientResponse before = exchange.response();
        exchange.answerOn(new ServletClientResponse(response));
        try {
            relay.answer(exchange, upstream);
        } finally {
            exchange.answerOn(before);
        }
    }

    /** Returns whether an exchange asks for an endpoint that is translated. */
    static boolean isTranslated(Exchange exchange) {
        return exchange.route() instanceof RouteMatch.Found found
                && found.route().target() instanceof Target.Translated;
    }

    /** Does what a piece in front would have done for an exchange without one; false when it has been refused. */
    boolean mayPass(Exchange exchange) throws IOException {
        if (exchange.key() != null) {
            return true;
        }
        try {
            access.authorize(exchange);
            return true;
        } catch (ApiException e) {
            ErrorWriter.refuse(exchange, e.error());
            return false;
        }
    }

    @Override
    public void close() {
        relay.close();
    }
}
