package io.github.ollamaguard.servlet;

import io.github.ollamaguard.internal.upstream.NativeOperation;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

/**
 * A request as the native call that it stands for: other method, other path, no query. To the servlet behind the filter
 * it looks as if the client had asked for that. Not thread-safe.
 */
final class NativeCallRequest extends HttpServletRequestWrapper {
    private final NativeOperation operation;
    private final String prefix;

    /**
     * @param request holds the native body, if there is one
     * @param prefix path below the context path, in front of the operation's path
     */
    NativeCallRequest(HttpServletRequest request, NativeOperation operation, String prefix) {
        super(request);
        this.operation = operation;
        this.prefix = prefix;
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

    @Override
    public String getServletPath() {
        String pattern = patternPath();
        return pattern == null ? pathInContext() : pattern;
    }

    @Override
    public @Nullable String getPathInfo() {
        String pattern = patternPath();
        return pattern == null ? null : pathInContext().substring(pattern.length());
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

    /** Returns what a mapping such as {@code /ollama/*} takes from the path; null for mappings without path info. */
    private @Nullable String patternPath() {
        HttpServletMapping mapping = getHttpServletMapping();
        if (mapping.getMappingMatch() != MappingMatch.PATH) {
            return null;
        }
        String path = mapping.getPattern().substring(0, mapping.getPattern().length() - "/*".length());
        return pathInContext().startsWith(path) ? path : null;
    }
}
