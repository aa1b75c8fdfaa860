package io.github.ollamaguard.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The output stream of a {@link TranslatedResponse}. Used by one thread at a time. */
final class TranslatedOutput extends ServletOutputStream {
    private final TranslatedReply reply;

    TranslatedOutput(TranslatedReply reply) {
        this.reply = reply;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        reply.feed(bytes, offset, length);
    }

    /** Does nothing: complete events have been flushed, and half an event is of no use to anybody. */
    @Override
    public void flush() {}

    @Override
    public boolean isReady() {
        try {
            return reply.answer().output().isReady();
        } catch (IOException e) {
            // The client has gone: the next write says so.
            return true;
        }
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        try {
            reply.answer().output().listen(listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
