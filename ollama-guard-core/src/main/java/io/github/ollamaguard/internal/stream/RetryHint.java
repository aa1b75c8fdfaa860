package io.github.ollamaguard.internal.stream;

import io.github.ollamaguard.error.ApiError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ollama's header {@code Retry-After} in the errors of the guard. */
final class RetryHint {
    /** OpenAI's own clients obey without a bound of theirs. */
    private static final long LONGEST_SECONDS = 60;

    private RetryHint() {}

    /** Returns the error with the hint of a header that holds seconds, unless it has one already. */
    static ApiError added(ApiError error, @Nullable String header) {
        if (error.retryAfter() != null || header == null || !header.matches("[0-9]{1,9}")) {
            return error;
        }
        Duration hint = Duration.ofSeconds(Math.min(Long.parseLong(header), LONGEST_SECONDS));
        return new ApiError(error.status(), error.message(), error.type(), error.param(), error.code(), hint);
    }
}
