package io.github.ollamaguard.internal.upstream;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Status and the few headers of an upstream answer that may travel on.
 *
 * @param status HTTP status
 * @param contentType media type, or null when Ollama sent none
 * @param contentLength length of the body in bytes, or -1 when it is not known beforehand, as with streams
 * @param retryAfter the header {@code Retry-After} in seconds, at most 60; null when there is none, or another form of
 *     it
 */
public record UpstreamHead(
        int status,
        @Nullable String contentType,
        long contentLength,
        @Nullable String retryAfter) {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    /** Some clients wait as long as they are told to, whatever that is. */
    private static final long LONGEST_RETRY_SECONDS = 60;

    /** Bounds the time to wait. */
    public UpstreamHead {
        if (retryAfter != null) {
            retryAfter = SECONDS.matcher(retryAfter).matches()
                    ? Long.toString(Math.min(Long.parseLong(retryAfter), LONGEST_RETRY_SECONDS))
                    : null;
        }
    }

    /** Returns whether the length of the body is not known beforehand: it comes piece by piece. */
    public boolean isStream() {
        return contentLength < 0;
    }

    /** Returns whether the body is lines of JSON (NDJSON). */
    public boolean isLines() {
        return contentType != null && contentType.startsWith("application/x-ndjson");
    }

    /** Returns when Ollama wants to be asked again, or null when it does not say. */
    public @Nullable Duration retryAfterDuration() {
        return retryAfter == null ? null : Duration.ofSeconds(Long.parseLong(retryAfter));
    }
}
