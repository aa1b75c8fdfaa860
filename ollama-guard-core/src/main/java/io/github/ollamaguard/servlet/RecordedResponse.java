package io.github.ollamaguard.servlet;

import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.exchange.Recording;
import io.github.ollamaguard.internal.servlet.ServletClientResponse;
import io.github.ollamaguard.internal.stream.ReplyScanner;
import io.github.ollamaguard.internal.stream.TokenCount;
import io.github.ollamaguard.usage.Usage;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * A response whose bytes are counted on their way, and otherwise left alone: what stands behind the
 * {@link ApiKeyFilter} may be somebody else's. Used by one thread at a time.
 */
final class RecordedResponse extends HttpServletResponseWrapper {
    private final Recording recording;
    private final TokenCount tokens = new TokenCount();
    private final ReplyScanner scanner = new ReplyScanner(tokens);
    private @Nullable ServletOutputStream output;
    private @Nullable PrintWriter writer;

    RecordedResponse(HttpServletResponse response, Exchange exchange) {
        super(response);
        this.recording = exchange.recording();
        exchange.whenEnded(ended -> addTokens());
    }

    /** Whoever made the answer may have counted already, and knows better. */
    private void addTokens() {
        Usage seen = tokens.usage();
        if (seen != null && !seen.estimated() && recording.tokens().usage() == null) {
            recording.tokens().counted(seen, 0);
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (output == null) {
            output = new Output(super.getOutputStream());
        }
        return output;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            // The container's own writer decides about the encoding, and says so in the content type.
            writer = new PrintWriter(new Characters(super.getWriter(), Charset.forName(getCharacterEncoding())));
        }
        return writer;
    }

    @Override
    public void flushBuffer() throws IOException {
        noteFailure(super::flushBuffer);
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

    private boolean isStream() {
        String type = getContentType();
        return type != null && (type.startsWith("text/event-stream") || type.startsWith("application/x-ndjson"));
    }

    private void noteFailure(ServletClientResponse.Sending sending) throws IOException {
        try {
            sending.run();
        } catch (IOException | RuntimeException e) {
            recording.clientGone();
            throw e;
        }
    }

    /** Counts bytes. */
    private final class Output extends ServletOutputStream {
        private final ServletOutputStream out;

        Output(ServletOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            noteFailure(() -> out.write(bytes, offset, length));
            recording.sent(length);
            if (length > 0 && bytes[offset] != ':' && isStream()) {
                recording.sentContent();
            }
            scanner.scan(bytes, offset, length);
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
    }

    /** Counts what characters become. */
    private final class Characters extends FilterWriter {
        private final Charset charset;

        Characters(Writer writer, Charset charset) {
            super(writer);
            this.charset = charset;
        }

        @Override
        public void write(int character) throws IOException {
            write(String.valueOf((char) character), 0, 1);
        }

        @Override
        public void write(char[] characters, int offset, int length) throws IOException {
            write(String.valueOf(characters, offset, length), 0, length);
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            super.write(text, offset, length);
            recording.sent(text.substring(offset, offset + length).getBytes(charset).length);
        }
    }
}
