package io.github.ollamaguard.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A client on a bare socket that sees everything: when each line arrives, and whether an answer ended or was cut. One
 * connection, any number of requests one after the other. For one thread; {@link #close} and {@link #reset} for any.
 */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private @Nullable HttpHead head;
    private @Nullable BodyInput body;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects to a port of the loopback interface. */
    public static RawClient connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** Connects with a receive buffer of about that many bytes, 0 for the system's default. */
    public static RawClient connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return new RawClient(socket);
    }

    /**
     * Sends a request with a JSON body; without {@code Content-Type} and length when the body is empty.
     *
     * @param headers name, value, name, value...
     */
    public RawClient send(String method, String target, String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        if (bytes.length > 0) {
            text.append("Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n");
        }
        for (int i = 0; i < headers.length; i += 2) {
            text.append(headers[i] + ": " + headers[i + 1] + "\r\n");
        }
        return raw(text + "\r\n" + body);
    }

    /** Sends text exactly as it is. */
    public RawClient raw(String text) throws IOException {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes exactly as they are. */
    public RawClient raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Tells the server that nothing more will be sent; answers can still be read. */
    public RawClient finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Waits for the head of an answer; false when the connection ends before its first byte. */
    public boolean hasAnswer() throws IOException {
        in.mark(1);
        int first;
        try {
            first = in.read();
        } catch (SocketException reset) {
            return false;
        }
        in.reset();
        return first >= 0;
    }

    /** Returns the head of the answer, and waits for it when it has not been read yet. */
    public HttpHead head() throws IOException {
        HttpHead answer = head == null ? HttpHead.read(in) : head;
        if (answer == null) {
            throw new IOException("the connection ended before an answer");
        }
        if (head == null) {
            head = answer;
            body = answer.body(in, true);
        }
        return answer;
    }

    /** Returns the status of the answer. */
    public int status() throws IOException {
        return Integer.parseInt(head().startLine().split(" ")[1]);
    }

    /** Returns a header of the answer, or null. */
    public @Nullable String header(String name) throws IOException {
        return head().header(name);
    }

    /** Waits for the next line of the body; null when the body is over. A partial last line counts as one. */
    public @Nullable String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int b = body().read();
        if (b < 0) {
            return null;
        }
        for (; b >= 0 && b != '\n'; b = body().read()) {
            line.append((char) b);
        }
        return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Waits for the next server-sent event, its lines joined by line ends; null when the body is over. */
    public @Nullable String event() throws IOException {
        StringBuilder event = new StringBuilder();
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                return event.toString();
            }
            event.append(event.length() == 0 ? "" : "\n").append(line);
        }
        return event.length() == 0 ? null : event.toString();
    }

    /** Reads some bytes that are there, at least one; -1 when the body is over. */
    public int read(byte[] into) throws IOException {
        return body().read(into);
    }

    /** Reads the rest of the body. */
    public String rest() throws IOException {
        return new String(body().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Reads the rest of the body, and returns whether it ended as HTTP demands, and was not cut. */
    public boolean endedCleanly() throws IOException {
        body().readAllBytes();
        return body().complete();
    }

    /** Forgets the answer, so that the next one on this connection can be read. */
    public RawClient next() throws IOException {
        body().readAllBytes();
        head = null;
        body = null;
        return this;
    }

    /** Leaves politely: the server sees the end of the connection. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Leaves rudely: the server sees a TCP reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private BodyInput body() throws IOException {
        head();
        BodyInput current = body;
        if (current == null) {
            throw new IllegalStateException("no body");
        }
        return current;
    }
}
