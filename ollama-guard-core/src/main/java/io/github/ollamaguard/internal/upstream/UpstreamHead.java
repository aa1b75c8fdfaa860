package io.github.ollamaguard.internal.upstream;

import org.jspecify.annotations.Nullable;

/**
 * Status and the few headers of an upstream answer that may travel on.
 *
 * @param status HTTP status
 * @param contentType media type, or null when Ollama sent none
 * @param contentLength length of the body in bytes, or -1 when it is not known beforehand, as with streams
 * @param retryAfter the header {@code Retry-After}, or null
 */
public record UpstreamHead(
        int status,
        @Nullable String contentType,
        long contentLength,
        @Nullable String retryAfter) {}
