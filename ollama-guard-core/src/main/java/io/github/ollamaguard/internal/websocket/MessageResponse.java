package io.github.ollamaguard.internal.websocket;

import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.exchange.Recording;
import io.github.ollamaguard.internal.stream.FrameSink;
import io.github.ollamaguard.internal.translate.shared.FrameSequence.Frame;
import io.github.ollamaguard.internal.translate.shared.FrameSequence.TextFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer as messages: the data of a frame, a line of NDJSON, or the whole document. Each is sent before more is
 * taken, so that a client that does not read holds Ollama back. Status and headers stay here: a WebSocket has no place
 * for them. Used by one thread at a time.
 */
final class MessageResponse implements ClientResponse {
    /** As long as the longest line that the translation of streams reads. */
    private static final int LONGEST = 32 * 1024 * 1024;

    private final WebSocketClient client;
    private final Recording recording = new Recording();
    private final List<String> frames = new ArrayList<>();
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private int status = 200;
    private boolean lines;
    private boolean begun;

    MessageResponse(WebSocketClient client) {
        this.client = client;
    }

    @Override
    public Recording recording() {
        return recording;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public void status(int newStatus) {
        status = newStatus;
    }

    @Override
    public void header(String name, String value) {
        if (name.equals("Content-Type")) {
            lines = value.startsWith("application/x-ndjson");
        }
    }

    @Override
    public void addHeader(String name, String value) {}

    @Override
    public void contentLength(long length) {}

    @Override
    public boolean isCommitted() {
        return begun;
    }

    @Override
    public void resetBody() {
        unsent.reset();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        toClient(client::requirePresence);
        int start = offset;
        int end = offset + length;
        for (int i = offset; lines && i < end; i++) {
            if (bytes[i] == '\n') {
                add(bytes, start, i - start);
                sendUnsent();
                start = i + 1;
            }
        }
        add(bytes, start, end - start);
    }

    private void add(byte[] bytes, int offset, int length) throws IOException {
        if (unsent.size() + length > LONGEST) {
            throw new IOException("A line of the answer is too long for a message");
        }
        unsent.write(bytes, offset, length);
    }

    /** Sends what has been written and not been sent: a line, or at the end of the answer what is left. */
    void sendUnsent() throws IOException {
        String text = unsent.toString(StandardCharsets.UTF_8);
        unsent.reset();
        if (!text.isBlank()) {
            send(text);
        }
    }

    @Override
    public void flush() throws IOException {
        toClient(client::requirePresence);
    }

    @Override
    public FrameSink frames() {
        return new FrameSink() {
            @Override
            public void frame(Frame frame) {
                frames.add(frame.data());
            }

            @Override
            public void text(TextFrame frame, byte[] json, int offset, int length) {
                ByteArrayOutputStream data = new ByteArrayOutputStream();
                data.writeBytes(frame.before());
                data.write(json, offset, length);
                data.writeBytes(frame.after());
                frames.add(data.toString(StandardCharsets.UTF_8));
            }
        };
    }

    @Override
    public boolean hasFrames() {
        return !frames.isEmpty();
    }

    @Override
    public void resetFrames() {
        frames.clear();
    }

    @Override
    public void sendFrames() throws IOException {
        List<String> messages = List.copyOf(frames);
        frames.clear();
        for (String message : messages) {
            send(message);
        }
    }

    @Override
    public void keepAlive() throws IOException {
        toClient(client::ping);
    }

    private void send(String message) throws IOException {
        begun = true;
        toClient(() -> client.send(message));
        recording.sent(message.getBytes(StandardCharsets.UTF_8).length);
    }

    private void toClient(WebSocketClient.Write write) throws IOException {
        try {
            write.run();
        } catch (IOException e) {
            recording.clientGone();
            throw e;
        }
    }
}
