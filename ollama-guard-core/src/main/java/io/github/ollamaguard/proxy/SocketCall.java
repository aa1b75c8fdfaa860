package io.github.ollamaguard.proxy;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.upstream.UpstreamCall;
import io.github.ollamaguard.upstream.UpstreamHead;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One native request on one connection, read from the socket by whoever reads the call. Not thread-safe, but any thread
 * may abort it.
 */
final class SocketCall implements UpstreamCall {
    /** Holds the head, and most answers that are not streamed. */
    private static final int HEAD_SIZE = 2 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final ByteBuffer UNASKED = ByteBuffer.allocate(1).asReadOnlyBuffer();

    /** A pause after which the rest of a stream is worth an event loop, in nanoseconds: many times what lending costs. */
    private static final long APART = 1_000_000;

    private final ConnectionPool pool;
    private final UpstreamConnection connection;
    private final ReplyParser parser;
    private final SilenceLimit silence;
    private @Nullable UpstreamHead head;

    /** What has come and not been parsed: the content behind a head, or something behind the answer. */
    private ByteBuffer early = NOTHING;

    private boolean handedOut;
    private boolean apart;
    private boolean lent;
    private boolean closed;

    /** Reads the answer to a request that has been sent on a connection. */
    SocketCall(ConnectionPool pool, UpstreamConnection connection, SilenceLimit silence) {
        this.pool = pool;
        this.connection = connection;
        this.parser = connection.parser();
        this.silence = silence;
    }

    @Override
    public UpstreamHead head() throws ApiException {
        byte[] buffer = new byte[HEAD_SIZE];
        while (head == null) {
            parseHead(buffer, arrive(buffer));
        }
        return head;
    }

    @Override
    public @Nullable UpstreamHead head(Duration patience) throws ApiException {
        long deadline = System.nanoTime() + patience.toNanos();
        byte[] buffer = new byte[HEAD_SIZE];
        while (head == null) {
            int count = arrive(buffer, deadline);
            if (count == 0) {
                return null;
            }
            parseHead(buffer, count);
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

    /**
     * Reads as {@link #read(byte[])} does. A stream whose bytes come apart is read by an event loop meanwhile, until this
     * thread is needed again.
     *
     * @throws IOException what the stand-in threw
     */
    int read(byte[] into, LentAnswer.StandIn standIn) throws ApiException, IOException {
        if (apart && isLendable()) {
            lend(standIn);
        }
        long before = System.nanoTime();
        int count = read(into);
        apart = !lent && System.nanoTime() - before >= APART;
        return count;
    }

    private boolean isLendable() {
        return connection.isLendable()
                && pool.loops().hasRoom()
                && !early.hasRemaining()
                && !parser.hasRest()
                && !parser.isComplete();
    }

    private void lend(LentAnswer.StandIn standIn) throws ApiException, IOException {
        lent = true;
        handedOut = true;
        LentAnswer answer = new LentAnswer(connection, standIn, silence.idleNanos());
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
    }

    @Override
    public int read(byte[] into) throws ApiException {
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

    /** Makes whoever reads this fail; any thread may do so. */
    void abort() {
        connection.close();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
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

    /** Waits for bytes: -1 at the end of the connection, 0 when the reader's patience ends. */
    private int arrive(byte[] into, long deadline) throws ApiException {
        long patient = deadline - System.nanoTime();
        while (patient > 0) {
            int count = arriveWithin(into, Math.min(patient, silence.left()));
            if (count != 0) {
                silence.sign();
                return count;
            }
            patient = deadline - System.nanoTime();
        }
        return 0;
    }

    private int arriveWithin(byte[] into, long nanos) throws ApiException {
        try {
            return connection.read(into, nanos);
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
