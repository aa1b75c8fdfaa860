package io.github.ollamaguard.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The request that belongs to a {@link TranslatedResponse}. Exists because {@code startAsync()} without arguments would
 * bind the container's own response, and servlets behind the filter would write past the translation. Not thread-safe.
 */
final class TranslatedRequest extends HttpServletRequestWrapper {
    private final TranslatedResponse response;
    private @Nullable TranslatedAsync async;

    TranslatedRequest(HttpServletRequest request, TranslatedResponse response) {
        super(request);
        this.response = response;
    }

    @Override
    public AsyncContext startAsync() {
        return startAsync(this, response);
    }

    @Override
    public AsyncContext startAsync(ServletRequest servletRequest, ServletResponse servletResponse) {
        TranslatedAsync started = new TranslatedAsync(super.startAsync(servletRequest, servletResponse), response);
        async = started;
        return started;
    }

    @Override
    public AsyncContext getAsyncContext() {
        TranslatedAsync started = async;
        return started != null && isAsyncStarted() ? started : super.getAsyncContext();
    }
}
