package io.github.ollamaguard.internal.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The client at the other end of a WebSocket. Whoever answers it works on a thread of its own, which is interrupted
 * when the client leaves, but never while it writes: that would break the connection before its farewell. Thread-safe,
 * for one writer; what happens in its monitor is short and waits for nobody.
 */
final class WebSocketClient {
    private final Session session;
    private @Nullable Thread worker;
    private boolean writing;
    private @Nullable CloseReason farewell;
    private boolean gone;

    WebSocketClient(Session session) {
        this.session = session;
    }

    /** Something to do with the client's connection. */
    @FunctionalInterface
    interface Write {
        /** Does it. */
        void run() throws IOException;
    }

    /** The current thread begins to work for the client. */
    synchronized void attend() {
        worker = Thread.currentThread();
    }

    /** The current thread has done its work, unless another one has taken over. */
    synchronized void leave() {
        if (Thread.currentThread().equals(worker)) {
            worker = null;
        }
    }

    /** The client has gone: its work is to end. */
    synchronized void hasGone() {
        gone = true;
        if (worker != null && !writing) {
            worker.interrupt();
        }
    }

    /** Sends a text, and returns when the connection has taken it. */
    void send(String text) throws IOException {
        write(() -> session.getBasicRemote().sendText(text));
    }

    /** Asks the client for a sign of life. */
    void ping() throws IOException {
        write(() -> session.getBasicRemote().sendPing(ByteBuffer.allocate(0)));
    }

    /** The server stops. */
    void dismiss() {
        close(CloseCodes.GOING_AWAY, "The server stops.");
    }

    /**
     * Says farewell; without effect when the client has gone. Whoever is just writing says it afterwards, and nothing
     * is written while it is said: Tomcat 11 would lose it otherwise.
     */
    void close(CloseCode code, String reason) {
        synchronized (this) {
            if (farewell == null) {
                farewell = new CloseReason(code, reason);
            }
            if (writing) {
                return;
            }
            writing = true;
        }
        endWriting();
    }

    /**
     * Checks that somebody is there to write to.
     *
     * @throws IOException when the client has gone
     */
    synchronized void requirePresence() throws IOException {
        if (gone) {
            throw new IOException("The client has gone");
        }
    }

    private void write(Write write) throws IOException {
        beginWriting();
        try {
            write.run();
        } catch (RuntimeException e) {
            // Containers say so when the connection is being closed.
            throw new IOException("The client takes no more", e);
        } finally {
            endWriting();
        }
        requirePresence();
    }

    private synchronized void beginWriting() throws IOException {
        requirePresence();
        if (writing) {
            throw new IOException("The connection is being closed");
        }
        writing = true;
    }

    /** Still counts as writing while it says farewell, so that nothing interrupts that. */
    private void endWriting() {
        for (CloseReason last = nextFarewell(); last != null; last = nextFarewell()) {
            try {
                requirePresence();
                session.close(last);
            } catch (IOException | RuntimeException e) {
                // It has gone meanwhile.
            }
        }
    }

    private synchronized @Nullable CloseReason nextFarewell() {
        CloseReason next = farewell;
        farewell = null;
        writing = next != null;
        if (gone && !writing && worker != null && !Thread.currentThread().equals(worker)) {
            worker.interrupt();
        }
        return next;
    }
}
