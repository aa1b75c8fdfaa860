package io.github.ollamaguard.servlet;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.route.Routes;
import io.github.ollamaguard.internal.servlet.ServletSettings;
import io.github.ollamaguard.internal.upstream.Upstream;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A servlet filter that answers OpenAI clients with the help of a servlet that speaks Ollama's native API: it
 * translates the request, and the answer while it streams. Other requests pass untouched. Where
 * {@link OllamaProxyServlet} is mounted for the same prefix, it uses that one's way to Ollama; any other servlet behind
 * it has to answer synchronously, and one call at a time: an asynchronous one is refused, because its answer could not
 * be written by the request's own thread.
 *
 * <p>The second of the three pieces of the guard. Map it to everything below the prefix, behind {@link ApiKeyFilter}.
 * Thread-safe.
 */
public final class OpenAiRewriteFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final @Nullable Settings given;
    private @Nullable SharedExchange shared;
    private String prefix = "";

    /** A filter that reads its settings from init parameters, context parameters, system properties and environment. */
    public OpenAiRewriteFilter() {
        this.given = null;
    }

    /** A filter with these settings, which reads none elsewhere. */
    public OpenAiRewriteFilter(Settings settings) {
        this.given = Objects.requireNonNull(settings);
    }

    /**
     * Reads the settings.
     *
     * @throws ServletException when one of them is unknown or wrong
     */
    @Override
    public void init() throws ServletException {
        Settings settings = given == null ? ServletSettings.read(getFilterConfig()) : given;
        prefix = settings.get(Setting.PREFIX);
        shared = new SharedExchange(settings, Routes.table(List.of()));
    }

    @Override
    public void destroy() {
        if (shared != null) {
            shared.close();
        }
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        SharedExchange current = Objects.requireNonNull(shared, "init() has not been called");
        Exchange exchange = current.of(request, response);
        if (!(exchange.target() instanceof Target.Translated)) {
            chain.doFilter(request, response);
        } else if (current.mayPass(exchange, request, response)) {
            Upstream published = SharedExchange.published(getServletContext(), prefix);
            current.answer(
                    exchange,
                    response,
                    published == null ? new ChainUpstream(chain, request, response, prefix) : published);
        }
    }
}
