package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.Reply;
import io.github.ollamaguard.internal.upstream.Upstream;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The rest of a servlet chain as an {@link Upstream}: somebody else's servlet that speaks Ollama's native API. It has to
 * answer synchronously, and is called once. Used by one thread.
 *
 * @param prefix path below the context path, in front of the operations' paths
 */
record ChainUpstream(FilterChain chain, HttpServletRequest request, HttpServletResponse response, String prefix)
        implements Upstream {
    @Override
    public void call(NativeRequest call, Reply reply) throws ApiException, IOException {
        reply.begun(() -> {});
        HttpServletRequest withBody = call.operation().hasBody() ? new JsonBodyRequest(request, call.body()) : request;
        new CapturedCall(chain, reply).run(new NativeCallRequest(withBody, call.operation(), prefix), response);
    }

    /** A servlet chain is run once. */
    @Override
    public int mostCalls() {
        return 1;
    }
}
