package io.github.ollamaguard.upstream;

import io.github.ollamaguard.error.ApiException;

/**
 * The way to Ollama: one native request in, one {@link UpstreamCall} out. Implementations are thread-safe.
 *
 * <p>The proxy servlet publishes its own one as the servlet context attribute {@link #ATTRIBUTE}, so that pieces that
 * need several native calls for one request find it.
 */
public interface Upstream {
    /** Name of the servlet context attribute under which the proxy servlet publishes its upstream. */
    String ATTRIBUTE = "io.github.ollamaguard.upstream";

    /**
     * Starts a request and returns without waiting for the answer.
     *
     * @throws ApiException when the request cannot even be started
     */
    UpstreamCall send(NativeRequest request) throws ApiException;
}
