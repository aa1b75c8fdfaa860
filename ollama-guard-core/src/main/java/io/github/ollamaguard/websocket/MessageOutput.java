package io.github.ollamaguard.websocket;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The body of an answer, cut into messages where its media type ends a piece: the data of an event, a line of NDJSON, or
 * the whole document. Each is sent before more is taken, so that a client that does not read holds Ollama back. Used by
 * one thread at a time.
 */
final class MessageOutput extends ServletOutputStream {
    /** As long as the longest line that the translation of streams reads. */
    private static final int LONGEST_PIECE = 32 * 1024 * 1024;

    private static final String DATA = "data: ";

    private final Peer peer;
    private final Supplier<String> contentType;
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
    private boolean begun;

    MessageOutput(Peer peer, Supplier<String> contentType) {
        this.peer = peer;
        this.contentType = contentType;
    }

    /** Returns whether a message has been sent. */
    boolean hasBegun() {
        return begun;
    }

    /** Forgets what has not been sent. */
    void forget() {
        piece.reset();
    }

    /** Sends what is left at the end. */
    void finish() throws IOException {
        if (piece.size() > 0) {
            complete();
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        peer.requirePresence();
        boolean lines = isEventStream() || contentType.get().startsWith("application/x-ndjson");
        int start = offset;
        for (int i = offset; lines && i < offset + length; i++) {
            if (bytes[i] == '\n') {
                add(bytes, start, i - start);
                complete();
                start = i + 1;
            }
        }
        add(bytes, start, offset + length - start);
    }

    private void add(byte[] bytes, int offset, int length) throws IOException {
        if (piece.size() + length > LONGEST_PIECE) {
            throw new IOException("A piece of the answer is too long for a message");
        }
        piece.write(bytes, offset, length);
    }

    private void complete() throws IOException {
        String text = piece.toString(StandardCharsets.UTF_8);
        piece.reset();
        if (!isEventStream()) {
            send(text);
        } else if (text.startsWith(DATA)) {
            send(text.substring(DATA.length()));
        } else if (text.startsWith(":")) {
            // A comment is a sign of life; a WebSocket has its own.
            peer.ping();
        }
    }

    private void send(String text) throws IOException {
        if (!text.isBlank()) {
            begun = true;
            peer.send(text);
        }
    }

    private boolean isEventStream() {
        return contentType.get().startsWith("text/event-stream");
    }

    @Override
    public void flush() throws IOException {
        peer.requirePresence();
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        throw new IllegalStateException("Messages are written one by one.");
    }
}
