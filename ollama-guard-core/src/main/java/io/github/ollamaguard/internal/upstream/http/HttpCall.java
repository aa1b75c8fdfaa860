package io.github.ollamaguard.internal.upstream.http;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.Reply;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * One native request on one connection, whose reply is read from the socket by the caller's own thread: no other thread
 * has to be woken for it. Not thread-safe.
 */
final class HttpCall implements Closeable {
    /** Holds the head, and most answers that are not streamed. */
    private static final int HEAD_SIZE = 2 * 1024;

    /** Holds several chunks of a stream; thousands of waiting streams each keep one. */
    private static final int SMALL_BUFFER = 1024;

    private static final int LARGE_BUFFER = 16 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ConnectionPool pool;
    private final Connection connection;
    private final ReplyParser parser;
    private final long idleNanos;
    private @Nullable UpstreamHead head;

    /** What has come and not been parsed: the content behind a head, or something behind the answer. */
    private ByteBuffer early = NOTHING;

    private boolean closed;

    /** A call on a connection, with the idle timeout: the longest silence of Ollama, nothing limits the whole reply. */
    HttpCall(ConnectionPool pool, Connection connection, long idleNanos) {
        this.pool = pool;
        this.connection = connection;
        this.parser = connection.parser();
        this.idleNanos = idleNanos;
    }

    /**
     * Sends the request, and pushes its whole reply on.
     *
     * @throws ApiException when there is none, or it broke off
     * @throws IOException what {@code reply} threw
     */
    void run(byte[] head, byte[] body, Reply reply) throws ApiException, IOException {
        reply.begun(this::abort);
        connection.write(head, body, idleNanos);
        reply.head(head());
        byte[] buffer = new byte[SMALL_BUFFER];
        for (int count = read(buffer); count >= 0; count = read(buffer)) {
            if (!reply.bytes(buffer, 0, count)) {
                return;
            }
            // Never full: the framing of chunks does not count.
            if (2 * count > buffer.length && buffer.length < LARGE_BUFFER) {
                buffer = new byte[2 * buffer.length];
            }
        }
    }

    private UpstreamHead head() throws ApiException {
        byte[] buffer = new byte[HEAD_SIZE];
        while (head == null) {
            parseHead(buffer, arrive(buffer));
        }
        return head;
    }

    private void parseHead(byte[] buffer, int count) throws ApiException {
        if (count < 0) {
            throw new ApiException(ApiError.upstreamUnreachable());
        }
        early = ByteBuffer.wrap(buffer, 0, count);
        parser.head(early);
        if (parser.isWrong()) {
            throw new ApiException(ApiError.upstreamInvalid());
        }
        if (parser.isHeadComplete()) {
            head = head(parser.status(), parser.headers());
        }
    }

    /**
     * Returns what of a head may travel on. Ollama answers neither with redirects nor with interim or compressed
     * answers; whatever does is not Ollama, or wants to lead clients elsewhere.
     */
    private static UpstreamHead head(int status, HttpFields headers) throws ApiException {
        boolean expected = status >= 200 && status <= 599 && status / 100 != 3;
        String encoding = headers.get(HttpHeader.CONTENT_ENCODING);
        boolean identity = encoding == null || encoding.isEmpty() || encoding.equalsIgnoreCase("identity");
        if (!expected || !identity) {
            throw new ApiException(ApiError.upstreamInvalid());
        }
        return new UpstreamHead(
                status,
                headers.get(HttpHeader.CONTENT_TYPE),
                headers.getLongField(HttpHeader.CONTENT_LENGTH),
                headers.get(HttpHeader.RETRY_AFTER));
    }

    /**
     * Reads all bytes of the body that are there, and waits only when there are none.
     *
     * @return how many, at least 1; -1 when the body is complete
     */
    private int read(byte[] into) throws ApiException {
        int count = parser.content(early, into);
        if (!early.hasRemaining()) {
            early = NOTHING;
        }
        while (count == 0 && !parser.isComplete()) {
            if (parser.isWrong()) {
                throw new ApiException(ApiError.upstreamBroken());
            }
            int arrived = arrive(into);
            if (arrived < 0) {
                parser.end();
            } else {
                ByteBuffer bytes = ByteBuffer.wrap(into, 0, arrived);
                count = parser.content(bytes, into);
                // What follows an answer that nobody asked for spoils the connection.
                early = bytes.hasRemaining() ? bytes : NOTHING;
            }
        }
        return count > 0 ? count : -1;
    }

    /** Makes whoever reads fail; for any thread. Afterwards the connection may be somebody else's. */
    private synchronized void abort() {
        if (!closed) {
            connection.close();
        }
    }

    private synchronized void end() {
        closed = true;
    }

    @Override
    public void close() {
        end();
        if (connection.isReusable() && !early.hasRemaining()) {
            pool.giveBack(connection);
        } else {
            pool.drop(connection);
        }
    }

    /** Waits for bytes as long as Ollama may be silent: -1 at the end of the connection. */
    private int arrive(byte[] into) throws ApiException {
        try {
            return connection.readUntil(into, idleNanos);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private ApiException failure(IOException e) {
        if (e instanceof SocketTimeoutException) {
            return new ApiException(ApiError.upstreamTimeout());
        }
        boolean begun = Thread.currentThread().isInterrupted() || head != null;
        return new ApiException(begun ? ApiError.upstreamBroken() : ApiError.upstreamUnreachable());
    }
}
