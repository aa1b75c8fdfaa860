package io.github.ollamaguard.servlet;

import com.google.gson.JsonObject;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.access.Access;
import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.gateway.ErrorWriter;
import io.github.ollamaguard.internal.gateway.Relay;
import io.github.ollamaguard.internal.route.RouteTable;
import io.github.ollamaguard.internal.servlet.ServletClientRequest;
import io.github.ollamaguard.internal.servlet.ServletClientResponse;
import io.github.ollamaguard.internal.upstream.Upstream;
import jakarta.servlet.DispatcherType;
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
     * Returns the exchange that a piece in front has decided about, or a new one without a key. It leads nowhere when
     * the request has been dispatched elsewhere since, as to an error page: what was decided holds for one path only.
     */
    Exchange of(HttpServletRequest request, HttpServletResponse response) {
        Exchange asked = located(request, response);
        if (!(request.getAttribute(attribute(prefix)) instanceof Exchange decided)) {
            return asked;
        }
        boolean holds = !decided.isEnded()
                && request.getDispatcherType() != DispatcherType.ERROR
                && asked.path().equals(decided.path());
        return holds ? decided : exchange(request, response);
    }

    private Exchange located(HttpServletRequest request, HttpServletResponse response) {
        Exchange exchange = exchange(request, response);
        try {
            access.locate(exchange);
        } catch (ApiException e) {
            // Not a path of the guard: without a route it is somebody else's business.
        }
        return exchange;
    }

    private static Exchange exchange(HttpServletRequest request, HttpServletResponse response) {
        return new Exchange(new ServletClientRequest(request), new ServletClientResponse(response));
    }

    /** Answers on the response that a piece was given: a filter in between may have put its own in front. */
    void answer(Exchange exchange, HttpServletResponse response, Upstream upstream) throws IOException {
        answerOn(response, exchange, () -> relay.answer(exchange, upstream));
    }

    /** Refuses on that response. */
    void refuse(Exchange exchange, HttpServletResponse response, ApiError error) throws IOException {
        answerOn(response, exchange, () -> ErrorWriter.refuse(exchange, error));
    }

    private static void answerOn(HttpServletResponse response, Exchange exchange, ServletClientResponse.Sending answer)
            throws IOException {
        ClientResponse before = exchange.response();
        exchange.answerOn(new ServletClientResponse(response));
        try {
            answer.run();
        } finally {
            exchange.answerOn(before);
        }
    }

    /**
     * Judges what no piece in front has judged: everything when there is none, and the body that a filter in between
     * may have put in place of the one that was read. False when it has been refused.
     */
    boolean mayPass(Exchange exchange, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (exchange.key() != null && request instanceof AdmittedRequest) {
            return true;
        }
        Exchange unjudged = located(request, response);
        try {
            if (exchange.key() != null) {
                unjudged.authenticated(exchange.key(), exchange.rules());
            }
            access.authorize(unjudged);
        } catch (ApiException e) {
            refuse(exchange, response, e.error());
            return false;
        }
        JsonObject body = unjudged.body();
        if (body != null) {
            exchange.body(body);
        }
        return true;
    }

    @Override
    public void close() {
        relay.close();
    }
}
