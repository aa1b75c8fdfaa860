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
    private static final String PERMISSION = "permission_error";
    private static final String SERVER_ERROR = "server_error";

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
        return request(400, null, message);
    }

    /** A request field with a wrong type or value: 400. */
    public static ApiError invalid(String param, String message) {
        return new ApiError(400, message, INVALID_REQUEST, param, null, null);
    }

    /** A request field with a wrong type or value and a code that programs know: 400. */
    public static ApiError invalid(String param, String code, String message) {
        return new ApiError(400, message, INVALID_REQUEST, param, code, null);
    }

    /** Two different credentials in one request: 400. */
    public static ApiError ambiguousCredentials() {
        return badRequest("Send one API key: this request carries two different ones.");
    }

    /** The one answer to every missing, malformed, unknown or expired key: 401. Never says which. */
    public static ApiError unauthorized() {
        String message = "Missing or invalid API key. Send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.";
        return new ApiError(401, message, "authentication_error", null, "invalid_api_key", null);
    }

    /** Too many refused keys from one place: 429 with a hint, for further refused keys only. */
    public static ApiError tooManyFailures(Duration retryAfter) {
        String message = "Too many requests without a valid API key from this address.";
        return new ApiError(429, message, "rate_limit_error", null, "too_many_invalid_keys", retryAfter);
    }

    /** A host that this server does not answer for: 421. Does not repeat it. */
    public static ApiError misdirected() {
        return request(421, "misdirected_request", "This server does not answer for that host.");
    }

    /** A web page from elsewhere: 403. */
    public static ApiError foreignOrigin() {
        String message = "Web pages of this origin may not use this server.";
        return new ApiError(403, message, PERMISSION, null, "origin_not_allowed", null);
    }

    /** A known operation that this key may not use: 403. */
    public static ApiError forbidden() {
        return new ApiError(403, "This API key may not use this operation.", PERMISSION, null, "forbidden", null);
    }

    /** A model that does not exist, or that this key may not know of: 404, in Ollama's own words. */
    public static ApiError modelNotFound(String model) {
        return new ApiError(404, "model '" + model + "' not found", INVALID_REQUEST, "model", "model_not_found", null);
    }

    /** A path that does not exist here: 404. */
    public static ApiError unknownUrl(String method, String path) {
        return request(404, "unknown_url", "Unknown request URL: " + method + " " + path);
    }

    /** A path outside the place where the guard lives: 404. Does not repeat it. */
    public static ApiError unknownUrl() {
        return request(404, "unknown_url", "Unknown request URL.");
    }

    /** A known path with another method: 405. */
    public static ApiError methodNotAllowed(String method, String path) {
        return request(405, "method_not_allowed", "Method not allowed: " + method + " " + path);
    }

    /** A body above the limit: 413. */
    public static ApiError tooLarge(long limit) {
        return request(413, "request_too_large", "The request body is larger than the limit of " + limit + " bytes.");
    }

    /** A body that arrives too slowly: 408. */
    public static ApiError bodyTooSlow() {
        return request(408, "request_timeout", "The request body arrives too slowly.");
    }

    /** A body in a form that the guard does not read: 415. */
    public static ApiError unsupportedEncoding() {
        return request(415, "unsupported_content_encoding", "Send the request body without Content-Encoding.");
    }

    /** An {@code Expect} header other than {@code 100-continue}: 417 (RFC 9110, section 10.1.1). */
    public static ApiError expectationFailed() {
        return request(417, null, "Unsupported Expect header.");
    }

    /** A WebSocket where only HTTP is spoken: 426. */
    public static ApiError httpOnly() {
        String message = "There is no WebSocket at this URL. Send an ordinary HTTP request.";
        return request(426, "websocket_not_supported", message);
    }

    /** A defect of the guard, without details: 500. */
    public static ApiError internal() {
        return server(500, null, "The gateway failed to handle this request.");
    }

    /** A servlet of the application that answers in a way that cannot be translated: 500. */
    public static ApiError asyncNotSupported() {
        String message = "The servlet behind this gateway answers asynchronously, which cannot be translated.";
        return server(500, "async_not_supported", message);
    }

    /** More requests at a time than this server carries: 503 with a hint. */
    public static ApiError overloaded() {
        String message = "Too many requests at a time. Try again shortly.";
        return new ApiError(503, message, SERVER_ERROR, null, "server_overloaded", Duration.ofSeconds(1));
    }

    /** The guard is not set up, for instance without a key file: 503. */
    public static ApiError notReady() {
        return server(503, "not_ready", "The gateway is not ready.");
    }

    /** No connection to Ollama, or none that lasted until an answer began: 502. */
    public static ApiError upstreamUnreachable() {
        return server(502, "upstream_unreachable", "Ollama is not reachable.");
    }

    /** Ollama was silent for longer than the idle timeout: 504. */
    public static ApiError upstreamTimeout() {
        return server(504, "upstream_timeout", "Ollama did not answer in time.");
    }

    /** An answer began and broke off: 502 when nothing has been sent on yet, else an error inside the stream. */
    public static ApiError upstreamBroken() {
        return server(502, "upstream_error", "The answer of Ollama ended unexpectedly.");
    }

    /** An answer that is not what Ollama's API promises: 502. */
    public static ApiError upstreamInvalid() {
        return server(502, "upstream_invalid_response", "The answer of Ollama could not be understood.");
    }

    /** A mistake of the client that is not about one field. */
    private static ApiError request(int status, @Nullable String code, String message) {
        return new ApiError(status, message, INVALID_REQUEST, null, code, null);
    }

    /** A failure that is not the client's. */
    private static ApiError server(int status, @Nullable String code, String message) {
        return new ApiError(status, message, SERVER_ERROR, null, code, null);
    }
}
