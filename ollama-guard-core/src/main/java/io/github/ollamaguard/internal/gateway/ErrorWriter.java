package io.github.ollamaguard.internal.gateway;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.exchange.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Writes an error as the whole answer, in the dialect of the exchange. Never uses a page of the container. Keeps
 * headers that are already set. Stateless.
 */
public final class ErrorWriter {
    private static final String CHALLENGE = "Bearer realm=\"ollama-guard\"";

    private ErrorWriter() {}

    /** Writes the error, unless something has answered already, as Tomcat does when a body is broken. */
    public static void refuse(Exchange exchange, ApiError error) throws IOException {
        ClientResponse response = exchange.response();
        exchange.recording().answered(error);
        if (response.isCommitted()) {
            return;
        }
        response.resetBody();
        response.status(error.status());
        response.header("Content-Type", "application/json; charset=utf-8");
        response.header("Cache-Control", "no-store");
        addHints(response, error);
        closeAfterUnreadBody(exchange);
        byte[] body = exchange.dialect().json(error).getBytes(StandardCharsets.UTF_8);
        exchange.answer(body);
    }

    private static void addHints(ClientResponse response, ApiError error) {
        Duration retryAfter = error.retryAfter();
        if (retryAfter != null) {
            response.header("Retry-After", Long.toString(wholeSeconds(retryAfter)));
        }
        if (isFinal(error)) {
            // OpenAI's own clients would repeat the request after this status.
            response.header("X-Should-Retry", "false");
        }
        if (error.status() == 401 && error.equals(ApiError.unauthorized())) {
            response.header("WWW-Authenticate", CHALLENGE);
        }
        if (error.equals(ApiError.httpOnly())) {
            // RFC 9110, section 15.5.22: says to what the client should change.
            response.header("Upgrade", "HTTP/1.1");
        }
    }

    /**
     * Asks the container to close the connection when the request announces a body: what nobody has read must not be
     * taken for the next request.
     */
    private static void closeAfterUnreadBody(Exchange exchange) {
        ClientRequest request = exchange.request();
        String length = request.header("Content-Length");
        boolean body = request.header("Transfer-Encoding") != null || (length != null && !length.equals("0"));
        if (body && exchange.body() == null && request.protocol().startsWith("HTTP/1")) {
            exchange.response().header("Connection", "close");
        }
    }

    /** Returns whether a repetition gets the same answer, although the status of the error promises otherwise. */
    private static boolean isFinal(ApiError error) {
        return error.equals(ApiError.internal()) || "too_many_invalid_keys".equals(error.code());
    }

    /** Rounds up: a client that comes back a fraction too early is refused again. */
    private static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusNanos(999_999_999).toSeconds());
    }
}
