package io.github.ollamaguard.proxy;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.upstream.BrokenReplyException;
import io.github.ollamaguard.upstream.Downstream;
import io.github.ollamaguard.upstream.UpstreamHead;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one answer from Ollama to the client, on the container's own thread or, while that one waits, on an event
 * loop's. Not thread-safe.
 */
final class Relay {
    private static final Logger LOG = LoggerFactory.getLogger(OllamaProxyServlet.class);

    /** Holds several chunks of a stream; thousands of waiting streams each keep one. */
    private static final int SMALL_BUFFER = 1024;

    private static final int LARGE_BUFFER = 16 * 1024;

    private final HttpServletResponse response;
    private final OutputStream out;
    private final @Nullable Downstream downstream;
    private @Nullable UpstreamHead begun;
    private byte last = '\n';

    Relay(HttpServletRequest request, HttpServletResponse response) throws IOException {
        this.response = response;
        this.out = request.getMethod().equals("HEAD") ? OutputStream.nullOutputStream() : response.getOutputStream();
        this.downstream = request.getAttribute(Downstream.ATTRIBUTE) instanceof Downstream client ? client : null;
    }

    /**
     * Sends the whole answer on.
     *
     * @throws ApiException when there is no answer, or it broke off; to be handed to {@link #fail}
     * @throws IOException when the client has gone
     */
    void run(SocketCall call, Heartbeats heartbeats) throws ApiException, IOException {
        try (Heartbeat heartbeat = heartbeats.start(call, downstream)) {
            run(heartbeat);
        }
    }

    private void run(Heartbeat upstream) throws ApiException, IOException {
        UpstreamHead head = upstream.head();
        byte[] buffer = new byte[SMALL_BUFFER];
        int count = upstream.read(buffer);
        begin(head);
        LastLine lastLine = new LastLine();
        boolean endsWithLastLine = downstream == null && isLines(head) && head.status() == 200;
        Heartbeat.Sink sink = (bytes, length) -> {
            write(bytes, length, head);
            if (endsWithLastLine) {
                lastLine.pass(bytes, length);
            }
        };
        while (count >= 0) {
            sink.take(buffer, count);
            if (count == buffer.length && count < LARGE_BUFFER) {
                buffer = new byte[2 * count];
            }
            count = upstream.read(buffer, sink);
        }
        if (endsWithLastLine && !lastLine.isSeen()) {
            throw new ApiException(ApiError.upstreamBroken());
        }
    }

    /**
     * Tells the client about a failure, in whatever way is left.
     *
     * <p>Leaves an answer alone that the container has given, as Tomcat does when a body is broken.
     *
     * @throws IOException when the client must see a broken connection, or has gone
     */
    void fail(ApiError error) throws IOException {
        if (downstream != null) {
            downstream.failed(error);
            return;
        }
        if (error.status() >= 500) {
            warn(error.status(), String.valueOf(error.code()));
        }
        if (!response.isCommitted()) {
            Refusal.write(error, response);
        } else if (begun != null) {
            if (isLines(begun)) {
                String line = (last == '\n' ? "" : "\n") + Dialect.OLLAMA.json(error) + "\n";
                out.write(line.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            throw BrokenReplyException.afterLastWords(error.message());
        }
    }

    /** Copies the head as late as possible: until the first byte is there, a failure can still have a status. */
    private void begin(UpstreamHead head) {
        begun = head;
        if (downstream == null && head.status() >= 500) {
            warn(head.status(), "as Ollama answered");
        }
        response.setStatus(head.status());
        response.setHeader("Cache-Control", "no-cache");
        if (head.contentType() != null) {
            response.setContentType(head.contentType());
        }
        if (head.retryAfter() != null) {
            response.setHeader("Retry-After", head.retryAfter());
        }
        if (isStream(head)) {
            response.setHeader("X-Accel-Buffering", "no");
        } else if (downstream == null) {
            // Whoever stands downstream may change the length.
            response.setContentLengthLong(head.contentLength());
        }
    }

    private void write(byte[] buffer, int count, UpstreamHead head) throws IOException {
        out.write(buffer, 0, count);
        last = buffer[count - 1];
        if (isStream(head)) {
            boolean first = !response.isCommitted();
            out.flush();
            if (first) {
                out.flush(); // Open Liberty ignores the first one.
            }
        }
    }

    private void warn(int status, String reason) {
        if (Thread.currentThread().isInterrupted()) {
            // Its client has left, or the server stops: Ollama is not to blame.
            return;
        }
        LOG.warn("Request {} failed at Ollama: {} {}", response.getHeader("X-Request-Id"), status, reason);
    }

    private static boolean isStream(UpstreamHead head) {
        return head.contentLength() < 0;
    }

    private static boolean isLines(UpstreamHead head) {
        return head.contentType() != null && head.contentType().startsWith("application/x-ndjson");
    }
}
