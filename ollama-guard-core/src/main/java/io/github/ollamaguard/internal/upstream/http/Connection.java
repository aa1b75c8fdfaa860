package io.github.ollamaguard.internal.upstream.http;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Ollama, read by the thread that wants the bytes: no other thread has to be woken for them. Not
 * thread-safe, but any thread may close it.
 */
final class Connection implements Closeable {
    /** What an idle connection's send buffer always has room for. */
    private static final int SMALL = 16 * 1024;

    private static final int PART = 64 * 1024;

    private final SocketChannel channel;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final ReplyParser parser = new ReplyParser();
    private boolean wholeRequestSent;
    private volatile long idleSince;
    private volatile @Nullable LargeRequest sending;
    private final WaitDeadline limit = new WaitDeadline();

    private Connection(SocketChannel channel, Socket socket) throws IOException {
        this.channel = channel;
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Connects to the first of the server's addresses that answers. */
    static Connection open(UpstreamServer server, long timeoutMillis) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        IOException failure = new SocketTimeoutException();
        for (InetAddress address : server.addresses()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                break;
            }
            SocketChannel channel = SocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.socket().connect(new InetSocketAddress(address, server.port()), (int) left);
                return new Connection(channel, server.secured(channel.socket(), (int) left));
            } catch (IOException e) {
                channel.close();
                failure = e;
            }
        }
        throw failure;
    }

    ReplyParser parser() {
        return parser;
    }

    /**
     * Sends a request. A broken connection is not reported, because an answer may have come nevertheless.
     *
     * @throws ApiException when Ollama takes nothing for too long
     */
    void write(byte[] head, byte[] body, long idleNanos) throws ApiException {
        parser.reset();
        try {
            if (head.length + body.length <= SMALL) {
                wholeRequestSent = writeAtOnce(head, body);
            } else if (socket instanceof SSLSocket) {
                wholeRequestSent = writeParts(head, body, idleNanos);
            } else {
                wholeRequestSent = writeLarge(head, body, idleNanos);
            }
        } catch (IOException e) {
            wholeRequestSent = false;
        }
    }

    private boolean writeAtOnce(byte[] head, byte[] body) throws IOException {
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        out.write(request);
        return true;
    }

    private boolean writeLarge(byte[] head, byte[] body, long idleNanos) throws IOException, ApiException {
        try (LargeRequest request = new LargeRequest(head, body)) {
            sending = request;
            return request.write(channel, idleNanos);
        } finally {
            sending = null;
        }
    }

    /** TLS has no way to write without blocking: another thread drops the connection when that takes too long. */
    private boolean writeParts(byte[] head, byte[] body, long idleNanos) throws IOException, ApiException {
        out.write(head);
        for (int at = 0; at < body.length; at += PART) {
            limit.begin(idleNanos);
            try {
                out.write(body, at, Math.min(PART, body.length - at));
            } catch (IOException e) {
                if (limit.hasPassed()) {
                    throw new ApiException(ApiError.upstreamTimeout());
                }
                throw e;
            } finally {
                limit.end();
            }
        }
        return true;
    }

    /** Returns whether the request has been sent and its answer read, so that another one may follow. */
    boolean isReusable() {
        return wholeRequestSent && parser.isReusable();
    }

    /**
     * Waits for bytes as long as it takes, until the connection is dropped at a deadline: a wait without an end of its
     * own is cheaper by several system calls, and on virtual threads by a timer.
     *
     * @param nanos from now to the deadline
     * @return how many were read; -1 when there will be no more
     * @throws SocketTimeoutException when the deadline has passed
     */
    int readUntil(byte[] into, long nanos) throws IOException {
        socket.setSoTimeout(0);
        limit.begin(nanos);
        try {
            return in.read(into);
        } catch (IOException e) {
            throw limit.hasPassed() ? new SocketTimeoutException() : e;
        } finally {
            limit.end();
        }
    }

    /** Returns until when somebody may wait; who looks at it drops the connection then. */
    WaitDeadline limit() {
        return limit;
    }

    /** Begins to wait for the next request. */
    void rest(long nanoTime) {
        idleSince = nanoTime;
    }

    /** Returns since when it waits. */
    long idleSince() {
        return idleSince;
    }

    /** Returns whether the other side is still there, and has said nothing without being asked. */
    boolean isQuiet() {
        try {
            channel.configureBlocking(false);
            int count = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            // Over TLS, bytes may have been decrypted already.
            return count == 0 && (!(socket instanceof SSLSocket) || in.available() == 0);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use any more, and that was the point.
        }
        LargeRequest current = sending;
        if (current != null) {
            current.wake();
        }
    }

    /**
     * Until when somebody may wait for a connection. It is cheaper that one thread looks at all of them than that each
     * wait ends by itself. Thread-safe.
     */
    static final class WaitDeadline {
        private volatile long deadline;
        private volatile boolean waiting;
        private volatile boolean passed;

        /** A wait begins, which may take so many nanoseconds. */
        void begin(long nanos) {
            deadline = System.nanoTime() + nanos;
            waiting = true;
        }

        /** The wait has ended. */
        void end() {
            waiting = false;
        }

        /** Looks whether somebody waits for too long; if so, that stays true. */
        boolean hasPassed(long nanoTime) {
            passed |= waiting && nanoTime - deadline >= 0;
            return passed;
        }

        /** Returns what the last look said. */
        boolean hasPassed() {
            return passed;
        }
    }
}
