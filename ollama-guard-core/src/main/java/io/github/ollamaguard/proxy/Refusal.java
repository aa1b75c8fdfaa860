package io.github.ollamaguard.proxy;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.Dialect;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An error as a whole answer, in Ollama's dialect. */
final class Refusal {
    private Refusal() {}

    /** Replaces what the response holds, which must not be committed; headers of others stay. */
    static void write(ApiError error, HttpServletResponse response) throws IOException {
        byte[] body = Dialect.OLLAMA.json(error).getBytes(StandardCharsets.UTF_8);
        response.resetBuffer();
        response.setStatus(error.status());
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-cache");
        response.setContentLength(body.length);
        if (error.retryAfter() != null) {
            response.setHeader("Retry-After", Long.toString(error.retryAfter().toSeconds()));
        }
        if (error.status() == 413) {
            // The rest of the body is still on its way and must not be taken for the next request.
            response.setHeader("Connection", "close");
        }
        response.getOutputStream().write(body);
    }
}
