package io.github.ollamaguard.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client may read about a refusal: never a stack trace, an address, a path or a key. The members are those of
 * OpenAI's error object; Ollama's dialect uses the message alone.
 *
 * @param status HTTP status, 400 to 599
 * @param message one sentence for people
 * @param type OpenAI's {@code error.type}
 * @param param path of the offending request field, or null
 * @param code OpenAI's machine-readable {@code error.code}, or null
 * @param retryAfter when trying again makes sense (a true hint, at most 60 s), or null
 */
public record ApiError(
        int status,
        String message,
        String type,
        @Nullable String param,
        @Nullable String code,
        @Nullable Duration retryAfter) {

    private static final String INVALID_REQUEST = "invalid_request_error";
    private static final String SERVER_ERROR = "server_error";

    private ApiError(int status, String message, String type, @Nullable String param, @Nullable String code) {
        this(status, message, type, param, code, null);
    }

    /** Returns whether the error is Ollama's, or that of the way to it. */
    public boolean isUpstreams() {
        return code == null ? status >= 500 && !equals(internal()) : code.startsWith("upstream_");
    }

    /** Returns the same error with a hint when to try again, or without one. */
    public ApiError retryingAfter(@Nullable Duration hint) {
        return new ApiError(status, message, type, param, code, hint);
    }

    /** Returns the code, or at least the type: one word for operators. */
    public String word() {
        return code == null ? type : code;
    }

    /** A request that cannot be understood as a whole: 400. */
    public static ApiError badRequest(String message) {
        return new ApiError(400, message, INVALID_REQUEST, null, null);
    }

    /** A request field with a wrong type or value: 400. */
    public static ApiError invalid(String param, String message) {
        return new ApiError(400, message, INVALID_REQUEST, param, null);
    }

    /** A request field with a wrong type or value and a code that programs know: 400. */
    public static ApiError invalid(String param, String code, String message) {
        return new ApiError(400, message, INVALID_REQUEST, param, code);
    }

    /** Two different credentials in one request: 400. */
    public static ApiError ambiguousCredentials() {
        return badRequest("Send one API key: this request carries two different ones.");
    }

    /** The one answer to every missing, malformed, unknown or expired key: 401. Never says which. */
    public static ApiError unauthorized() {
        return new ApiError(
                401,
                "Missing or invalid API key. Send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.",
                "authentication_error",
                null,
                "invalid_api_key");
    }

    /** Too many refused keys from one place: 429 with a hint, for further refused keys only. */
    public static ApiError tooManyFailures(Duration retryAfter) {
        return new ApiError(
                429,
                "Too many requests without a valid API key from this address.",
                "rate_limit_error",
                null,
                "too_many_invalid_keys",
                retryAfter);
    }

    /** A host that this server does not answer for: 421. Does not repeat it. */
    public static ApiError misdirected() {
        return new ApiError(
                421, "This server does not answer for that host.", INVALID_REQUEST, null, "misdirected_request");
    }

    /** A web page from elsewhere: 403. */
    public static ApiError foreignOrigin() {
        return new ApiError(
                403,
                "Web pages of this origin may not use this server.",
                "permission_error",
                null,
                "origin_not_allowed");
    }

    /** A known operation that this key may not use: 403. */
    public static ApiError forbidden() {
        return new ApiError(403, "This API key may not use this operation.", "permission_error", null, "forbidden");
    }

    /** A model that does not exist, or that this key may not know of: 404, in Ollama's own words. */
    public static ApiError modelNotFound(String model) {
        return new ApiError(404, "model '" + model + "' not found", INVALID_REQUEST, "model", "model_not_found");
    }

    /** A path that does not exist here: 404. */
    public static ApiError unknownUrl(String method, String path) {
        return new ApiError(404, "Unknown request URL: " + method + " " + path, INVALID_REQUEST, null, "unknown_url");
    }

    /** A path outside the place where the guard lives: 404. Does not repeat it. */
    public static ApiError unknownUrl() {
        return new ApiError(404, "Unknown request URL.", INVALID_REQUEST, null, "unknown_url");
    }

    /** A known path with another method: 405. */
    public static ApiError methodNotAllowed(String method, String path) {
        return new ApiError(
                405, "Method not allowed: " + method + " " + path, INVALID_REQUEST, null, "method_not_allowed");
    }

    /** A body above the limit: 413. */
    public static ApiError tooLarge(long limit) {
        return new ApiError(
                413,
                "The request body is larger than the limit of " + limit + " bytes.",
                INVALID_REQUEST,
                null,
                "request_too_large");
    }

    /** A body that arrives too slowly: 408. */
    public static ApiError bodyTooSlow() {
        return new ApiError(408, "The request body arrives too slowly.", INVALID_REQUEST, null, "request_timeout");
    }

    /** A body in a form that the guard does not read: 415. */
    public static ApiError unsupportedEncoding() {
        return new ApiError(
                415,
                "Send the request body without Content-Encoding.",
                INVALID_REQUEST,
                null,
                "unsupported_content_encoding");
    }

    /** An {@code Expect} header other than {@code 100-continue}: 417 (RFC 9110, section 10.1.1). */
    public static ApiError expectationFailed() {
        return new ApiError(417, "Unsupported Expect header.", INVALID_REQUEST, null, null);
    }

    /** A WebSocket where only HTTP is spoken: 426. */
    public static ApiError httpOnly() {
        return new ApiError(
                426,
                "There is no WebSocket at this URL. Send an ordinary HTTP request.",
                INVALID_REQUEST,
                null,
                "websocket_not_supported");
    }

    /** A defect of the guard, without details: 500. */
    public static ApiError internal() {
        return new ApiError(500, "The gateway failed to handle this request.", SERVER_ERROR, null, null);
    }

    /** A servlet of the application that answers in a way that cannot be translated: 500. */
    public static ApiError asyncNotSupported() {
        return new ApiError(
                500,
                "The servlet behind this gateway answers asynchronously, which cannot be translated.",
                SERVER_ERROR,
                null,
                "async_not_supported");
    }

    /** More requests at a time than this server carries: 503 with a hint. */
    public static ApiError overloaded() {
        return new ApiError(
                503,
                "Too many requests at a time. Try again shortly.",
                SERVER_ERROR,
                null,
                "server_overloaded",
                Duration.ofSeconds(1));
    }

    /** The guard is not set up, for instance without a key file: 503. */
    public static ApiError notReady() {
        return new ApiError(503, "The gateway is not ready.", SERVER_ERROR, null, "not_ready");
    }

    /** No connection to Ollama, or none that lasted until an answer began: 502. */
    public static ApiError upstreamUnreachable() {
        return new ApiError(502, "Ollama is not reachable.", SERVER_ERROR, null, "upstream_unreachable");
    }

    /** Ollama was silent for longer than the idle timeout: 504. */
    public static ApiError upstreamTimeout() {
        return new ApiError(504, "Ollama did not answer in time.", SERVER_ERROR, null, "upstream_timeout");
    }

    /** An answer began and broke off: 502 when nothing has been sent on yet, else an error inside the stream. */
    public static ApiError upstreamBroken() {
        return new ApiError(502, "The answer of Ollama ended unexpectedly.", SERVER_ERROR, null, "upstream_error");
    }

    /** An answer that is not what Ollama's API promises: 502. */
    public static ApiError upstreamInvalid() {
        return new ApiError(
                502, "The answer of Ollama could not be understood.", SERVER_ERROR, null, "upstream_invalid_response");
    }
}
