package io.github.ollamaguard.internal.upstream.http;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * What of an upstream head may travel on: the status and three headers, nothing else. Ollama answers neither with
 * redirects nor with interim or compressed answers; whatever does is not Ollama, or wants to lead clients elsewhere.
 */
final class ResponseHead {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final long LONGEST_RETRY_SECONDS = 60;

    private ResponseHead() {}

    static UpstreamHead of(int status, HttpFields headers) throws ApiException {
        boolean expected = status >= 200 && status <= 599 && status / 100 != 3;
        if (!expected || !isIdentity(headers.get(HttpHeader.CONTENT_ENCODING))) {
            throw new ApiException(ApiError.upstreamInvalid());
        }
        return new UpstreamHead(
                status,
                headers.get(HttpHeader.CONTENT_TYPE),
                headers.getLongField(HttpHeader.CONTENT_LENGTH),
                retryAfter(headers.get(HttpHeader.RETRY_AFTER)));
    }

    /** Some clients wait as long as they are told to, whatever that is. */
    private static @Nullable String retryAfter(@Nullable String seconds) {
        if (seconds == null || !SECONDS.matcher(seconds).matches()) {
            return null;
        }
        return Long.toString(Math.min(Long.parseLong(seconds), LONGEST_RETRY_SECONDS));
    }

    private static boolean isIdentity(@Nullable String encoding) {
        return encoding == null || encoding.isEmpty() || encoding.equalsIgnoreCase("identity");
    }
}
