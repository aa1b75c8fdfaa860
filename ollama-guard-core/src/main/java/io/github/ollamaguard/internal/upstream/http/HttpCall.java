package io.github.ollamaguard.internal.upstream.http;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.Reply;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One native request on one connection, whose reply is read from the socket by the caller's own thread. Not thread-safe.
 */
final class HttpCall implements Closeable {
    /** Holds the head, and most answers that are not streamed. */
    private static final int HEAD_SIZE = 2 * 1024;

    /** Holds several chunks of a stream; thousands of waiting streams each keep one. */
    private static final int SMALL_BUFFER = 1024;

    private static final int LARGE_BUFFER = 16 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final ByteBuffer UNASKED = ByteBuffer.allocate(1).asReadOnlyBuffer();

    /** A pause after which the rest of a stream is worth an event loop, in nanoseconds: many times what lending costs. */
    private static final long APART = 1_000_000;

    private final ConnectionPool pool;
    private final Connection connection;
    private final ReplyParser parser;
    private final IdleTimeout silence;
    private @Nullable UpstreamHead head;

    /** What has come and not been parsed: the content behind a head, or something behind the answer. */
    private ByteBuffer early = NOTHING;

    private boolean handedOut;
    private boolean apart;
    private boolean lent;
    private boolean closed;

    /** Reads the answer to a request that has been sent on a connection. */
    HttpCall(ConnectionPool pool, Connection connection, IdleTimeout silence) {
        this.pool = pool;
        this.connection = connection;
        this.parser = connection.parser();
        this.silence = silence;
    }

    /**
     * Sends the request, and pushes its whole reply on.
     *
     * @throws ApiException when there is none, or it broke off
     * @throws IOException what {@code reply} threw
     */
    void run(byte[] head, byte[] body, Reply reply) throws ApiException, IOException {
        reply.begun(this::abort);
        connection.write(head, body, silence);
        reply.head(head());
        byte[] buffer = new byte[SMALL_BUFFER];
        for (int count = read(buffer); count >= 0; count = readOrLend(buffer, reply)) {
            if (!reply.bytes(buffer, 0, count)) {
                return;
            }
            if (count == buffer.length && count < LARGE_BUFFER) {
                buffer = new byte[2 * count];
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
            head = ResponseHead.of(parser.status(), parser.headers());
        }
    }

    /** A stream whose bytes come apart is read by an event loop meanwhile, until this thread is needed again. */
    private int readOrLend(byte[] into, Reply reply) throws ApiException, IOException {
        if (LOOP && apart && isLendable() && !lend(reply)) {
            return -1;
        }
        long before = System.nanoTime();
        int count = read(into);
        apart = !lent && System.nanoTime() - before >= APART;
        return count;
    }

    private static final boolean LOOP = !Boolean.getBoolean("noloop");

    private boolean isLendable() {
        return connection.isLendable()
                && pool.loops().hasRoom()
                && !early.hasRemaining()
                && !parser.hasRest()
                && !parser.isComplete();
    }

    private boolean lend(Reply reply) throws ApiException, IOException {
        lent = true;
        handedOut = true;
        LentReply answer = new LentReply(connection, reply, silence.idleNanos());
        IOException broken;
        connection.limit().begin(silence.idleNanos());
        try {
            connection.lend(pool.loops(), answer);
            broken = answer.broken();
        } catch (IOException e) {
            broken = e;
        } finally {
            connection.limit().end();
            if (answer.hasUnasked()) {
                early = UNASKED;
            }
        }
        answer.requireSuccess();
        if (broken != null) {
            throw failure(broken);
        }
        return answer.isWanted();
    }

    /**
     * Reads all bytes of the body that are there, and waits only when there are none.
     *
     * @return how many, at least 1; -1 when the body is complete
     */
    private int read(byte[] into) throws ApiException {
        if (handedOut) {
            // What the reader did with its bytes meanwhile is no silence of Ollama.
            silence.sign();
            handedOut = false;
        }
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
        handedOut = count > 0;
        return handedOut ? count : -1;
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
            int count = connection.readUntil(into, silence.left());
            silence.sign();
            return count;
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
