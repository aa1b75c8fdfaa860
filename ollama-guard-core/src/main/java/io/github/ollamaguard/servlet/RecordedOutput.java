package io.github.ollamaguard.servlet;

import io.github.ollamaguard.internal.stream.Tail;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** The output stream of a {@link RecordedResponse}. Used by one thread at a time. */
final class RecordedOutput extends ServletOutputStream {
    private final ServletOutputStream out;
    private final Recording recording;
    private final Tail tail;
    private final BooleanSupplier streamed;

    /** Something to do with the client's connection. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    RecordedOutput(ServletOutputStream out, Recording recording, Tail tail, BooleanSupplier streamed) {
        this.out = out;
        this.recording = recording;
        this.tail = tail;
        this.streamed = streamed;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        noteFailure(() -> out.write(bytes, offset, length));
        recording.sent(length);
        if (length > 0 && bytes[offset] != ':') {
            recording.spoke(streamed);
        }
        tail.add(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        noteFailure(out::flush);
    }

    @Override
    public void close() throws IOException {
        noteFailure(out::close);
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        out.setWriteListener(listener);
    }

    private void noteFailure(Action action) throws IOException {
        try {
            action.run();
        } catch (IOException | RuntimeException e) {
            recording.clientGone();
            throw e;
        }
    }
}
