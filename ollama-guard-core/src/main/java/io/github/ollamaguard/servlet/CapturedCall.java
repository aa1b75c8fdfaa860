package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.Reply;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a servlet chain whose answer does not reach the client, but a {@link Reply}. Used by one thread. */
final class CapturedCall {
    private static final Logger LOG = LoggerFactory.getLogger(CapturedCall.class);

    private final FilterChain chain;
    private boolean triedAsync;

    CapturedCall(FilterChain chain) {
        this.chain = chain;
    }

    /**
     * Runs the chain.
     *
     * @throws ApiException when it does not answer, or not synchronously, or the reply refused its answer
     * @throws IOException when the reply says that the client has gone
     */
    void run(HttpServletRequest request, CapturedResponse captured) throws ApiException, IOException {
        boolean broken = false;
        try {
            chain.doFilter(new Synchronous(request), captured);
            captured.finish();
        } catch (IOException e) {
            broken = true;
        } catch (ServletException | RuntimeException e) {
            // Open Liberty wraps what a servlet throws.
            broken = e instanceof ServletException && e.getCause() instanceof IOException;
            if (!broken && !triedAsync) {
                LOG.error("A request failed behind the filter", e);
                throw new ApiException(ApiError.internal());
            }
        }
        // What the reply said counts, whatever the servlet has made of it.
        captured.requireAccepted();
        if (triedAsync) {
            throw new ApiException(ApiError.asyncNotSupported());
        }
        if (broken) {
            throw new ApiException(ApiError.upstreamBroken());
        }
    }

    /** A request whose answer cannot take a way around the captured response, which only the filter's own thread writes. */
    private final class Synchronous extends HttpServletRequestWrapper {
        Synchronous(HttpServletRequest request) {
            super(request);
        }

        @Override
        public boolean isAsyncSupported() {
            return false;
        }

        @Override
        public AsyncContext startAsync() {
            triedAsync = true;
            LOG.error("The servlet behind the filter answers asynchronously (startAsync), which cannot be translated:"
                    + " use one that answers on the request's own thread, such as OllamaProxyServlet");
            throw new IllegalStateException("The answer of this request has to be synchronous.");
        }

        @Override
        public AsyncContext startAsync(ServletRequest other, @Nullable ServletResponse response) {
            return startAsync();
        }
    }
}
