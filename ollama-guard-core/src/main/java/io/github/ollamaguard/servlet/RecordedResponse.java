package io.github.ollamaguard.servlet;

import io.github.ollamaguard.internal.stream.Tail;
import io.github.ollamaguard.internal.translate.shared.NativeUsage;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** A response whose bytes are counted on their way, and otherwise left alone. Used by one thread at a time. */
final class RecordedResponse extends HttpServletResponseWrapper {
    private final Recording recording;
    private final Tail tail = new Tail();
    private @Nullable RecordedOutput output;
    private @Nullable PrintWriter writer;

    RecordedResponse(HttpServletResponse response, Recording recording) {
        super(response);
        this.recording = recording;
        // Right for what passes untranslated; who translates knows better.
        recording.usage(() -> NativeUsage.ofTail(tail.bytes()));
    }

    Recording recording() {
        return recording;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        RecordedOutput current = output;
        if (current == null) {
            current = new RecordedOutput(super.getOutputStream(), recording, tail, this::isStream);
            output = current;
        }
        return current;
    }

    private boolean isStream() {
        String type = getContentType();
        return type != null && (type.startsWith("text/event-stream") || type.startsWith("application/x-ndjson"));
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter current = writer;
        if (current == null) {
            // The container's own writer decides about the encoding, and says so in the content type.
            current = new PrintWriter(new RecordedWriter(super.getWriter(), getCharacterEncoding(), recording));
            writer = current;
        }
        return current;
    }

    @Override
    public void flushBuffer() throws IOException {
        try {
            super.flushBuffer();
        } catch (IOException e) {
            recording.clientGone();
            throw e;
        }
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        recording.discarded();
    }

    @Override
    public void reset() {
        super.reset();
        recording.discarded();
    }
}
