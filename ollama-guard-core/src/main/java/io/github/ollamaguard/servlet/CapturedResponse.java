package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.Reply;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The response that a servlet sees whose answer is pushed into a {@link Reply}. What it says about its answer stays
 * here: the client gets another one, with its own status, headers and length. Used by one thread at a time.
 */
final class CapturedResponse extends HttpServletResponseWrapper {
    private final Reply reply;
    private final @Nullable HttpServletResponse others;
    private final Output output = new Output();
    private @Nullable PrintWriter writer;
    private @Nullable String contentType;
    private @Nullable String retryAfter;
    private int status = SC_OK;
    private boolean begun;
    private boolean pushed;
    private boolean closed;
    private @Nullable ApiException refused;
    private @Nullable IOException gone;

    /**
     * A response that stands in front of the client's.
     *
     * @param others takes cookies, and headers that do not describe the body; null when nobody does
     */
    CapturedResponse(HttpServletResponse client, Reply reply, @Nullable HttpServletResponse others) {
        super(client);
        this.reply = reply;
        this.others = others;
    }

    /** Takes the end of the servlet's answer. */
    void finish() throws IOException {
        flushBuffer();
        begin();
    }

    /** Fails as the reply did, if it did. */
    void requireAccepted() throws ApiException, IOException {
        if (refused != null) {
            throw refused;
        }
        if (gone != null) {
            throw gone;
        }
    }

    private void begin() throws IOException {
        if (!begun) {
            begun = true;
            push(() -> {
                reply.head(new UpstreamHead(status, contentType, -1, retryAfter));
                return true;
            });
        }
    }

    /** Something that the reply takes; returns whether it wants more. */
    @FunctionalInterface
    private interface Push {
        boolean run() throws ApiException, IOException;
    }

    /** Remembers what the reply says: on its way through the servlet it may get lost. */
    private void push(Push push) throws IOException {
        try {
            if (closed || !push.run()) {
                closed = true;
                throw new IOException("No more is wanted.");
            }
        } catch (ApiException e) {
            closed = true;
            refused = e;
            throw new IOException("The answer was refused.", e);
        } catch (IOException e) {
            if (!closed) {
                closed = true;
                gone = e;
            }
            throw e;
        }
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return output;
    }

    @Override
    public PrintWriter getWriter() {
        if (writer == null) {
            writer = new PrintWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
        }
        return writer;
    }

    /** Empties the writer; what else has been written has been pushed already. */
    @Override
    public void flushBuffer() {
        if (writer != null) {
            writer.flush();
        }
    }

    @Override
    public void setStatus(int newStatus) {
        status = newStatus;
    }

    @Override
    public int getStatus() {
        return status;
    }

    /** Makes the status an error of the answer; the text is for a page that the client never sees. */
    @Override
    public void sendError(int newStatus, @Nullable String message) throws IOException {
        sendError(newStatus);
    }

    @Override
    public void sendError(int newStatus) throws IOException {
        reset();
        status = newStatus;
        begin();
        closed = true;
    }

    /** Signs of life on the way to the client are not the servlet's: it may still start anew. */
    @Override
    public boolean isCommitted() {
        return pushed && super.isCommitted();
    }

    /** A redirect of an upstream is never followed, and never shown. */
    @Override
    public void sendRedirect(String location) throws IOException {
        sendError(SC_BAD_GATEWAY);
    }

    @Override
    public void reset() {
        resetBuffer();
        status = SC_OK;
        retryAfter = null;
    }

    @Override
    public void resetBuffer() {
        if (isCommitted()) {
            throw new IllegalStateException("The answer has begun.");
        }
        writer = null;
        begun = false;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (name.equalsIgnoreCase("Retry-After")) {
            retryAfter = value;
        } else if (name.equalsIgnoreCase("Content-Type")) {
            contentType = value;
        } else if (others != null && !name.equalsIgnoreCase("Content-Length")) {
            others.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        if (others != null && others.containsHeader(name)) {
            others.addHeader(name, value);
        } else {
            setHeader(name, value);
        }
    }

    @Override
    public void setIntHeader(String name, int value) {
        setHeader(name, Integer.toString(value));
    }

    @Override
    public void addIntHeader(String name, int value) {
        setIntHeader(name, value);
    }

    @Override
    public void setContentType(@Nullable String type) {
        contentType = type;
    }

    @Override
    public @Nullable String getContentType() {
        return contentType;
    }

    @Override
    public String getCharacterEncoding() {
        return StandardCharsets.UTF_8.name();
    }

    @Override
    public @Nullable String getHeader(String name) {
        return null;
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return List.of();
    }

    @Override
    public Collection<String> getHeaderNames() {
        return List.of();
    }

    @Override
    public boolean containsHeader(String name) {
        return false;
    }

    @Override
    public void setDateHeader(String name, long date) {
        if (others != null) {
            others.setDateHeader(name, date);
        }
    }

    @Override
    public void addDateHeader(String name, long date) {
        setDateHeader(name, date);
    }

    @Override
    public void addCookie(Cookie cookie) {
        if (others != null) {
            others.addCookie(cookie);
        }
    }

    @Override
    public void setCharacterEncoding(@Nullable String charset) {}

    @Override
    public void setLocale(Locale locale) {}

    @Override
    public void setContentLength(int length) {}

    @Override
    public void setContentLengthLong(long length) {}

    @Override
    public void setBufferSize(int size) {}

    /** Pushes what is written at once. */
    private final class Output extends ServletOutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            begin();
            if (length > 0) {
                pushed = true;
                push(() -> reply.bytes(bytes, offset, length));
            }
        }

        /** Does nothing: all has been pushed. */
        @Override
        public void flush() {}

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("The answer of this request has to be synchronous.");
        }
    }
}
