package io.github.ollamaguard.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The answer that a script of {@link FakeOllama} gives, one step at a time; every step is on the wire when its method
 * returns. For one thread.
 */
public final class FakeReply {
    private static final byte[] CRLF = {'\r', '\n'};

    private final Socket socket;
    private final OutputStream out;
    private boolean begun;
    private boolean ended;

    FakeReply(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
    }

    /**
     * Begins a chunked answer.
     *
     * @param headers name, value, name, value...
     */
    public FakeReply head(int status, String... headers) throws IOException {
        StringBuilder head = start(status, headers).append("Transfer-Encoding: chunked\r\n\r\n");
        return raw(head.toString());
    }

    /** Sends a line with its end as one HTTP chunk; begins a 200 of NDJSON when nothing was sent before. */
    public FakeReply line(String line) throws IOException {
        if (!begun) {
            head(200, "Content-Type", "application/x-ndjson");
        }
        return bytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes as one HTTP chunk. */
    public FakeReply bytes(byte[] bytes) throws IOException {
        byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] chunk = new byte[size.length + bytes.length + CRLF.length];
        System.arraycopy(size, 0, chunk, 0, size.length);
        System.arraycopy(bytes, 0, chunk, size.length, bytes.length);
        System.arraycopy(CRLF, 0, chunk, size.length + bytes.length, CRLF.length);
        return raw(chunk);
    }

    /** Ends a chunked answer cleanly; the connection stays open. */
    public void end() throws IOException {
        raw("0\r\n\r\n");
        ended = true;
    }

    /** Sends a complete answer of known length. */
    public void json(int status, String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = start(status, headers)
                .append("Content-Type: application/json; charset=utf-8\r\nContent-Length: ")
                .append(bytes.length)
                .append("\r\n\r\n");
        raw(head + body);
        ended = true;
    }

    /** Sends text exactly as it is, head and framing included. */
    public FakeReply raw(String text) throws IOException {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes exactly as they are. */
    public FakeReply raw(byte[] bytes) throws IOException {
        begun = true;
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Says that what was sent with {@link #raw} is a complete answer; the connection stays open. */
    public void complete() {
        ended = true;
    }

    /** Breaks the connection with a TCP reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Closes the connection, without a last chunk unless {@link #end} sent one. */
    public void close() throws IOException {
        socket.close();
    }

    /** Waits until the other side closes the connection, and returns whether it did within that time. */
    public boolean closedWithin(Duration limit) throws IOException {
        try {
            socket.setSoTimeout((int) Math.max(1, limit.toMillis()));
            if (socket.getInputStream().read() >= 0) {
                throw new IllegalStateException("bytes came after the request");
            }
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        } finally {
            if (!socket.isClosed()) {
                socket.setSoTimeout(0);
            }
        }
    }

    /**
     * Waits until the other side closes the connection.
     *
     * @return how long that took
     * @throws AssertionError when it stays open for longer than the limit
     */
    public Duration awaitClosed(Duration limit) throws IOException {
        long start = System.nanoTime();
        if (!closedWithin(limit)) {
            throw new AssertionError("the connection is still open after " + limit);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /**
     * Sends a line again and again, as a model that generates, until the other side closes the connection.
     *
     * @return how many lines were sent
     */
    public int linesUntilClosed(String line, Duration gap) throws IOException {
        int lines = 0;
        try {
            for (; !closedWithin(gap); lines++) {
                line(line);
            }
        } catch (SocketException gone) {
            return lines;
        }
        return lines;
    }

    /** Returns whether the script has sent a complete answer. */
    boolean ended() {
        return ended;
    }

    private static StringBuilder start(int status, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Scripted\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return head;
    }
}
