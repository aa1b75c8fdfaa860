package io.github.ollamaguard.spring;

import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.proxy.OllamaProxyServlet;
import io.github.ollamaguard.servlet.ApiKeyFilter;
import io.github.ollamaguard.servlet.OpenAiRewriteFilter;
import io.github.ollamaguard.websocket.WebSocketFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * The whole guard as one filter: key, translation, Ollama. A request that enters it never reaches the filters behind
 * it, those of Spring Security among them, and no container can put its pieces into another order. Thread-safe.
 *
 * @param keys the first piece
 * @param openAi the second piece
 * @param proxy the last piece, which its container initialises
 * @param webSockets what opens WebSockets behind the first piece
 */
record GuardFilter(ApiKeyFilter keys, OpenAiRewriteFilter openAi, OllamaProxyServlet proxy, WebSocketFilter webSockets)
        implements Filter {

    /** The pieces, and WebSockets whose messages take the way through them. */
    GuardFilter(Settings settings, ApiKeyFilter keys, OpenAiRewriteFilter openAi, OllamaProxyServlet proxy) {
        this(
                keys,
                openAi,
                proxy,
                new WebSocketFilter(
                        settings,
                        (message, answer) -> keys.doFilter(
                                message, answer, (admitted, to) -> openAi.doFilter(admitted, to, proxy::service))));
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        keys.init(config);
        openAi.init(config);
        webSockets.init(config);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain unused)
            throws IOException, ServletException {
        keys.doFilter(
                request,
                response,
                (admitted, answer) ->
                        webSockets.doFilter(admitted, answer, (http, to) -> openAi.doFilter(http, to, proxy::service)));
    }

    @Override
    public void destroy() {
        webSockets.destroy();
        openAi.destroy();
        keys.destroy();
    }
}
