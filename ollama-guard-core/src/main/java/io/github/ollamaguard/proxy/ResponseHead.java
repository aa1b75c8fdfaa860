package io.github.ollamaguard.proxy;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.upstream.UpstreamHead;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * What of an upstream head may travel on: the status and three headers, nothing else. Ollama answers neither with
 * redirects nor with interim or compressed answers; whatever does is not Ollama, or wants to lead clients elsewhere.
 */
final class ResponseHead {
    private ResponseHead() {}

    static UpstreamHead of(Response response) throws ApiException {
        HttpFields headers = response.getHeaders();
        int status = response.getStatus();
        boolean expected = status >= 200 && status <= 599 && status / 100 != 3;
        if (!expected || !isIdentity(headers.get(HttpHeader.CONTENT_ENCODING))) {
            throw new ApiException(ApiError.upstreamInvalid());
        }
        return new UpstreamHead(
                status,
                headers.get(HttpHeader.CONTENT_TYPE),
                headers.getLongField(HttpHeader.CONTENT_LENGTH),
                headers.get(HttpHeader.RETRY_AFTER));
    }

    private static boolean isIdentity(@Nullable String encoding) {
        return encoding == null || encoding.isEmpty() || encoding.equalsIgnoreCase("identity");
    }
}
