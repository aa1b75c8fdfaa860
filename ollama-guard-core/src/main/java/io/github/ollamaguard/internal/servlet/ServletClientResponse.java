package io.github.ollamaguard.internal.servlet;

import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.exchange.Recording;
import io.github.ollamaguard.internal.stream.EventStream;
import io.github.ollamaguard.internal.stream.FrameSink;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A servlet response as a {@link ClientResponse}: frames are server-sent events. Used by one thread at a time. */
public final class ServletClientResponse implements ClientResponse {
    private final HttpServletResponse response;
    private final Recording recording = new Recording();
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final EventStream events = new EventStream(collected);

    /** Something to do with the client's connection. */
    @FunctionalInterface
    public interface Sending {
        /** Does it. */
        void run() throws IOException;
    }

    /** A response to which nothing has been written. */
    public ServletClientResponse(HttpServletResponse response) {
        this.response = response;
    }

    @Override
    public Recording recording() {
        return recording;
    }

    @Override
    public int status() {
        return response.getStatus();
    }

    @Override
    public void status(int status) {
        response.setStatus(status);
    }

    @Override
    public void header(String name, String value) {
        response.setHeader(name, value);
    }

    @Override
    public void addHeader(String name, String value) {
        response.addHeader(name, value);
    }

    @Override
    public void contentLength(long length) {
        response.setContentLengthLong(length);
    }

    @Override
    public boolean isCommitted() {
        return response.isCommitted();
    }

    @Override
    public void resetBody() {
        response.resetBuffer();
        recording.discarded();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        send(() -> response.getOutputStream().write(bytes, offset, length));
        recording.sent(length);
    }

    @Override
    public void flush() throws IOException {
        send(() -> {
            ServletOutputStream out = response.getOutputStream();
            boolean first = !response.isCommitted();
            out.flush();
            if (first) {
                out.flush(); // Open Liberty ignores the first one.
            }
        });
    }

    @Override
    public FrameSink frames() {
        return events;
    }

    @Override
    public boolean hasFrames() {
        return collected.size() > 0;
    }

    @Override
    public void resetFrames() {
        collected.reset();
    }

    @Override
    public void sendFrames() throws IOException {
        int size = collected.size();
        send(() -> collected.writeTo(response.getOutputStream()));
        collected.reset();
        recording.sent(size);
        flush();
    }

    @Override
    public void keepAlive() throws IOException {
        events.comment();
        sendFrames();
    }

    private void send(Sending sending) throws IOException {
        try {
            sending.run();
        } catch (IOException | RuntimeException e) {
            recording.clientGone();
            // Some containers throw a RuntimeException when the client has gone.
            throw e instanceof IOException gone ? gone : new IOException("The client takes no more", e);
        }
    }
}
