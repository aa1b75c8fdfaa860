package io.github.ollamaguard.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * The request that {@link ApiKeyFilter} hands on, by which the other pieces see that no filter in between has put
 * another one in its place. Used by one thread at a time.
 */
final class AdmittedRequest extends HttpServletRequestWrapper {
    private final RecordedResponse response;

    AdmittedRequest(HttpServletRequest request, RecordedResponse response) {
        super(request);
        this.response = response;
    }

    /** Without arguments it would bind the container's own response, and what is written there nobody would count. */
    @Override
    public AsyncContext startAsync() {
        return startAsync(this, response);
    }
}
