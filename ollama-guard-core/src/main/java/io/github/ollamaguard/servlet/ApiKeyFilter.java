package io.github.ollamaguard.servlet;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.gateway.Guard;
import io.github.ollamaguard.internal.servlet.PublishedHealth;
import io.github.ollamaguard.internal.servlet.ServletClientRequest;
import io.github.ollamaguard.internal.servlet.ServletClientResponse;
import io.github.ollamaguard.internal.servlet.ServletSettings;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.usage.ExchangeListener;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A servlet filter that lets a request pass when it carries a known key and asks for an operation that exists. Decides
 * in this order: canonical path (400, 404), host (421), key (401, 429, 503), operation (404, 405, 403), origin (403),
 * load (503), declared body (400, 413, 415, 417), upgrade (400, 426), body (400, 408, 413), model (400, 403, 404). What
 * is not allowed expressly is refused, also when deciding fails.
 *
 * <p>The first of the three pieces of the guard, for whoever mounts them one by one; {@link
 * io.github.ollamaguard.GuardFilter} is all of them. Map it to everything below the prefix, in front of all other
 * pieces, for all dispatcher types. Thread-safe.
 */
public final class ApiKeyFilter extends HttpFilter {
    /** Name of the request attribute with the {@link ApiKey} of the client. */
    public static final String KEY_ATTRIBUTE = "io.github.ollamaguard.key";

    private static final long serialVersionUID = 1L;

    private final @Nullable Settings given;
    private final @Nullable ApiKeyStore givenKeys;
    private @Nullable Guard guard;
    private String prefix = "";
    private String attribute = "";

    /** A filter that reads its settings from init parameters, context parameters, system properties and environment. */
    public ApiKeyFilter() {
        this.given = null;
        this.givenKeys = null;
    }

    /** A filter with these settings, which reads none elsewhere. */
    public ApiKeyFilter(Settings settings) {
        this.given = Objects.requireNonNull(settings);
        this.givenKeys = null;
    }

    /** A filter with these settings and keys of any origin; there need not be a key file. */
    public ApiKeyFilter(Settings settings, ApiKeyStore keys) {
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
        prefix = settings.get(Setting.PREFIX);
        ServletContext context = getServletContext();
        attribute = SharedExchange.attribute(prefix);
        guard = Guard.of(
                settings,
                givenKeys,
                () -> SharedExchange.published(context, prefix),
                () -> context.getAttribute(ExchangeListener.ATTRIBUTE) instanceof ExchangeListener listener
                        ? listener
                        : ExchangeListener.NONE);
        PublishedHealth.publish(context, prefix, guard.health());
    }

    @Override
    public void destroy() {
        if (guard != null) {
            PublishedHealth.withdraw(getServletContext(), prefix, guard.health());
        }
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // Further dispatches of a request (ASYNC, FORWARD, ERROR) have been decided about.
        if (request.getAttribute(attribute) instanceof Exchange) {
            chain.doFilter(request, response);
            return;
        }
        Guard.Next<ServletException> next = exchange -> pass(exchange, request, response, chain);
        Objects.requireNonNull(guard, "init() has not been called")
                .answer(new ServletClientRequest(request), new ServletClientResponse(response), next);
    }

    private void pass(Exchange exchange, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(attribute, exchange);
        request.setAttribute(KEY_ATTRIBUTE, exchange.key());
        RecordedResponse recorded = new RecordedResponse(response, exchange);
        HttpServletRequest admitted = new AdmittedRequest(
                exchange.body() == null ? request : new JsonBodyRequest(request, exchange::bodyBytes), recorded);
        if (ModelListReply.isList(exchange.target())) {
            ModelListReply.answer(exchange, admitted, recorded, chain);
            return;
        }
        exchange.hold();
        try {
            chain.doFilter(admitted, recorded);
        } finally {
            new AsyncRelease(exchange).after(request);
        }
    }

    /** Releases an exchange once, when its request has ended, whether or not it went asynchronous. Thread-safe. */
    private static final class AsyncRelease implements AsyncListener {
        private final Exchange exchange;
        private final AtomicBoolean done = new AtomicBoolean();

        AsyncRelease(Exchange exchange) {
            this.exchange = exchange;
        }

        /** Does it now, or when the request completes if it went asynchronous; to be called after the chain. */
        void after(HttpServletRequest request) {
            if (request.isAsyncStarted()) {
                try {
                    request.getAsyncContext().addListener(this);
                    return;
                } catch (IllegalStateException e) {
                    // It has completed meanwhile.
                }
            }
            release();
        }

        private void release() {
            if (done.compareAndSet(false, true)) {
                exchange.release();
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            release();
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {
            Throwable cause = event.getThrowable();
            if (cause != null) {
                exchange.recording().failed(cause);
            }
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // A new cycle forgets the listeners of the last one.
            event.getAsyncContext().addListener(this);
        }
    }
}
