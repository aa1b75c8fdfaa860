package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.Reply;
import io.github.ollamaguard.internal.upstream.Upstream;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a servlet chain as an {@link Upstream}: somebody else's servlet that speaks Ollama's native API. It has
 * to answer synchronously, and is called once. Used by one thread.
 *
 * @param prefix path below the context path, in front of the operations' paths
 */
record ChainUpstream(FilterChain chain, HttpServletRequest request, HttpServletResponse response, String prefix)
        implements Upstream {
    @Override
    public void call(NativeRequest call, Reply reply) throws ApiException, IOException {
        reply.begun(() -> {});
        HttpServletRequest withBody = call.operation().hasBody() ? new JsonBodyRequest(request, call::body) : request;
        new CapturedCall(chain)
                .run(new NativeCallRequest(withBody, call.operation()), new CapturedResponse(response, reply, null));
    }

    /** A servlet chain is run once. */
    @Override
    public int mostCalls() {
        return 1;
    }

    /**
     * A request as the native call that it stands for: other method, other path, no query. To the servlet behind the
     * filter it looks as if the client had asked for that. Not thread-safe.
     */
    private final class NativeCallRequest extends HttpServletRequestWrapper {
        private final NativeOperation operation;

        NativeCallRequest(HttpServletRequest withBody, NativeOperation operation) {
            super(withBody);
            this.operation = operation;
        }

        /** What a piece in front has found out is about another request. */
        @Override
        public @Nullable Object getAttribute(String name) {
            return name.equals(SharedExchange.attribute(prefix)) ? null : super.getAttribute(name);
        }

        @Override
        public String getMethod() {
            return operation.method();
        }

        @Override
        public String getRequestURI() {
            return getContextPath() + pathInContext();
        }

        @Override
        public StringBuffer getRequestURL() {
            StringBuffer url = super.getRequestURL();
            int path = url.length() - super.getRequestURI().length();
            url.setLength(Math.max(path, 0));
            return url.append(getRequestURI());
        }

        /** What a mapping such as {@code /ollama/*} takes from the path; all of it for mappings without path info. */
        @Override
        public String getServletPath() {
            HttpServletMapping mapping = getHttpServletMapping();
            if (mapping.getMappingMatch() == MappingMatch.PATH) {
                String path =
                        mapping.getPattern().substring(0, mapping.getPattern().length() - "/*".length());
                if (pathInContext().startsWith(path)) {
                    return path;
                }
            }
            return pathInContext();
        }

        @Override
        public @Nullable String getPathInfo() {
            String rest = pathInContext().substring(getServletPath().length());
            return rest.isEmpty() ? null : rest;
        }

        @Override
        public @Nullable String getPathTranslated() {
            return null;
        }

        @Override
        public @Nullable String getQueryString() {
            return null;
        }

        private String pathInContext() {
            return prefix + operation.path();
        }
    }
}
