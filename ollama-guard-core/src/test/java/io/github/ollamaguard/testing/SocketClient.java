package io.github.ollamaguard.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The JDK's own WebSocket client, with its messages in a queue. Thread-safe. */
public final class SocketClient implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> signs = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private SocketClient(WebSocket.Builder builder, URI uri) {
        socket = builder.buildAsync(uri, new Listener()).join();
    }

    /** Opens a WebSocket with a key in the header that programs use, and reads what comes. */
    public static SocketClient connect(int port, String target, String key) {
        SocketClient client = idle(port, target, key);
        client.read(Long.MAX_VALUE);
        return client;
    }

    /** Opens a WebSocket like {@link #connect}, which reads nothing by itself. */
    public static SocketClient idle(int port, String target, String key) {
        return new SocketClient(
                HttpClient.newHttpClient().newWebSocketBuilder().header("Authorization", "Bearer " + key),
                uri(port, target));
    }

    /** Opens a WebSocket as a page does, which can offer protocols but has no headers. */
    public static SocketClient offering(int port, String target, String protocol, String... others) {
        WebSocket.Builder builder =
                HttpClient.newHttpClient().newWebSocketBuilder().subprotocols(protocol, others);
        SocketClient client = new SocketClient(builder, uri(port, target));
        client.read(Long.MAX_VALUE);
        return client;
    }

    private static URI uri(int port, String target) {
        return URI.create("ws://127.0.0.1:" + port + target);
    }

    /** Returns the protocol that the server chose, or an empty text. */
    public String protocol() {
        return socket.getSubprotocol();
    }

    /** Reads that many more frames. */
    public void read(long frames) {
        socket.request(frames);
    }

    /** Sends a text. */
    public SocketClient send(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    /** Sends a text that the server may refuse before it is complete. */
    public SocketClient offer(String text) {
        var unused = socket.sendText(text, true);
        return this;
    }

    /** Sends bytes. */
    public void send(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** Sends a ping and waits for the answer. */
    public void ping() throws InterruptedException {
        socket.sendPing(ByteBuffer.allocate(0)).join();
        awaitSign("pong");
    }

    /** Waits for the next text. */
    public String message() throws InterruptedException {
        String message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message came; closed: " + closed);
        }
        return message;
    }

    /** Returns the texts that came and have not been asked for. */
    public List<String> unread() {
        return List.copyOf(messages);
    }

    /** Waits for a {@code ping} or a {@code pong}. */
    public void awaitSign(String sign) throws InterruptedException {
        String next = signs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!sign.equals(next)) {
            throw new AssertionError("no " + sign + " but " + next);
        }
    }

    /** Waits until the server closes, and returns its code; 1006 when it just went. */
    public int closeCode() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Leaves politely. */
    public void leave() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    /**
     * Leaves rudely. On JDK 17 that can deadlock with a close that is being sent, so it has a thread of its own, as each
     * client has an {@code HttpClient}.
     */
    @Override
    public void close() {
        Thread leaving = new Thread(socket::abort, "leaving");
        leaving.setDaemon(true);
        leaving.start();
    }

    /** Called by the client one after another. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void onOpen(WebSocket opened) {
            // Whoever wants to read says so.
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer bytes) {
            signs.add("ping");
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer bytes) {
            signs.add("pong");
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.complete(1006);
        }
    }
}
