package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.Dialect;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Writes a refusal as the whole answer. Never uses {@code sendError}, so that no page of the container appears. Keeps
 * headers that are already set. Stateless.
 */
final class ErrorWriter {
    private ErrorWriter() {}

    /** Writes the error, unless the container has answered already, as Tomcat does when a body is broken. */
    static void write(HttpServletResponse response, Dialect dialect, ApiError error) throws IOException {
        if (!response.isCommitted()) {
            byte[] body = begin(response, dialect, error);
            response.getOutputStream().write(body);
        }
    }

    /** Sets status and headers of a response that has not been committed, and returns the body that has to follow. */
    static byte[] begin(HttpServletResponse response, Dialect dialect, ApiError error) {
        byte[] body = dialect.json(error).getBytes(StandardCharsets.UTF_8);
        Recording.of(response).answered(error);
        response.resetBuffer();
        response.setStatus(error.status());
        response.setContentType("application/json; charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        Duration retryAfter = error.retryAfter();
        if (retryAfter != null) {
            response.setHeader("Retry-After", Long.toString(wholeSeconds(retryAfter)));
        }
        if (isFinal(error)) {
            // OpenAI's own clients would repeat the request after this status.
            response.setHeader("X-Should-Retry", "false");
        }
        response.setContentLength(body.length);
        return body;
    }

    /**
     * Asks the container to close the connection when the request announces a body: what nobody has read must not be
     * taken for the next request.
     */
    static void closeAfterUnreadBody(HttpServletRequest request, HttpServletResponse response) {
        String length = request.getHeader("Content-Length");
        boolean body = request.getHeader("Transfer-Encoding") != null || (length != null && !length.equals("0"));
        if (body && !JsonRequest.isRead(request) && request.getProtocol().startsWith("HTTP/1")) {
            response.setHeader("Connection", "close");
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
