package io.github.ollamaguard.servlet;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.route.Routes;
import io.github.ollamaguard.internal.servlet.ServletSettings;
import io.github.ollamaguard.internal.upstream.http.HttpUpstream;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.eclipse.jetty.ee10.proxy.ProxyServlet;
import org.jspecify.annotations.Nullable;

/**
 * A servlet that sends requests of Ollama's native API to Ollama and streams the answers back, line by line. It serves
 * an exact list of operations; everything else is refused here and never reaches Ollama. Needs no asynchronous support:
 * one request keeps one thread of the container, platform or virtual.
 *
 * <p>The last of the three pieces of the guard: it makes its way to Ollama known to {@link OpenAiRewriteFilter}.
 * Thread-safe, as servlets are.
 */
public final class OllamaProxyServlet extends ProxyServlet {
    private static final long serialVersionUID = 1L;

    private final @Nullable Settings given;
    private @Nullable Engine engine;

    /** A servlet that takes its settings from init parameters, context parameters, system properties, environment. */
    public OllamaProxyServlet() {
        this.given = null;
    }

    /** A servlet with these settings, which reads none elsewhere. */
    public OllamaProxyServlet(Settings settings) {
        this.given = Objects.requireNonNull(settings);
    }

    /** Does not call the superclass, whose client would be idle: requests read their answers themselves. */
    @Override
    public void init() throws ServletException {
        Settings settings = given == null ? ServletSettings.read(getServletConfig()) : given;
        String prefix = settings.get(Setting.PREFIX);
        HttpUpstream upstream = new HttpUpstream(settings);
        engine = new Engine(prefix, new SharedExchange(settings, Routes.nativeTable()), upstream);
        SharedExchange.publish(getServletContext(), prefix, upstream);
    }

    @Override
    public void destroy() {
        Engine ended = engine;
        if (ended != null) {
            SharedExchange.publish(getServletContext(), ended.prefix(), null);
            ended.upstream().close();
            ended.shared().close();
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Engine current = Objects.requireNonNull(engine);
        Exchange exchange = current.shared().of(request, response);
        if (exchange.target() instanceof Target.Translated) {
            ApiError unknown = ApiError.unknownUrl(request.getMethod(), request.getRequestURI());
            current.shared().refuse(exchange, response, unknown);
        } else if (current.shared().mayPass(exchange, request, response)) {
            current.shared().answer(exchange, response, current.upstream());
        }
    }

    /** What exists between init and destroy. */
    private record Engine(String prefix, SharedExchange shared, HttpUpstream upstream) {}
}
