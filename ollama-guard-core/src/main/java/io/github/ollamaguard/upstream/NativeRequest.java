package io.github.ollamaguard.upstream;

/**
 * One request to Ollama.
 *
 * @param operation what is called
 * @param body the JSON to send, not copied; empty for operations without a body
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and a copy of every body would be waste.
public record NativeRequest(NativeOperation operation, byte[] body) {
    private static final byte[] NO_BODY = {};

    /** A request for an operation without a body. */
    public static NativeRequest of(NativeOperation operation) {
        return new NativeRequest(operation, NO_BODY);
    }
}
