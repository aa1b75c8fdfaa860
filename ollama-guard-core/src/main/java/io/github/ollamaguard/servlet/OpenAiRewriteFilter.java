package io.github.ollamaguard.servlet;

import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.servlet.OpenAiRoutes.Target;
import io.github.ollamaguard.upstream.Upstream;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A filter that lets OpenAI clients use a servlet that speaks Ollama's native API: it rewrites the request, and
 * translates the answer while it streams. Other requests pass untouched. Works in front of any servlet, blocking or
 * asynchronous; a request that needs several native calls needs the {@link Upstream} of the guard's own servlet.
 *
 * <p>Map it to everything below the prefix, behind {@link ApiKeyFilter}, for the dispatcher types {@code REQUEST} and
 * {@code ASYNC}. Thread-safe.
 */
public final class OpenAiRewriteFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final @Nullable Settings given;
    private @Nullable Rewriter rewriter;

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
        rewriter = new Rewriter(given == null ? FilterSettings.read(getFilterConfig()) : given);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Rewriter current = Objects.requireNonNull(rewriter, "init() has not been called");
        ChainExchange running = ChainExchange.of(request);
        Target target = running == null ? current.target(request) : null;
        if (running != null && request.getDispatcherType() == DispatcherType.ASYNC) {
            running.resume(request, response, chain);
        } else if (target != null) {
            current.rewrite(target, request, response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }
}
