package io.github.ollamaguard.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * The request that belongs to a {@link RecordedResponse}. Exists because {@code startAsync()} without arguments would
 * bind the container's own response, and what a servlet writes there nobody would count. Not thread-safe.
 */
final class RecordedRequest extends HttpServletRequestWrapper {
    private final RecordedResponse response;

    RecordedRequest(HttpServletRequest request, RecordedResponse response) {
        super(request);
        this.response = response;
    }

    @Override
    public AsyncContext startAsync() {
        return startAsync(this, response);
    }
}
