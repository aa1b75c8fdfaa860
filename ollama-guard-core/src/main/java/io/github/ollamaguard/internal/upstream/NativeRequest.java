package io.github.ollamaguard.internal.upstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request to Ollama.
 *
 * @param operation what is called
 * @param body the JSON to send, not copied; empty for operations without a body
 * @param patience the longest silence of Ollama for this call, or null for the upstream's idle timeout
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and a copy of every body would be waste.
public record NativeRequest(
        NativeOperation operation, byte[] body, @Nullable Duration patience) {
    private static final byte[] NO_BODY = {};

    /** A request with a body. */
    public NativeRequest(NativeOperation operation, byte[] body) {
        this(operation, body, null);
    }

    /** A request for an operation without a body. */
    public static NativeRequest of(NativeOperation operation) {
        return new NativeRequest(operation, NO_BODY);
    }

    /** Returns the same request, for whose answer nobody waits longer than that. */
    public NativeRequest within(Duration longestSilence) {
        return new NativeRequest(operation, body, longestSilence);
    }
}
