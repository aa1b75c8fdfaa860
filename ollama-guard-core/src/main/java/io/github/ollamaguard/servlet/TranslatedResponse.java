package io.github.ollamaguard.servlet;

import jakarta.servlet.ServletOutputStream;
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
 * The response that a servlet behind the filter sees. What the servlet says about its answer stays here: the client gets
 * another one, with its own status, headers and length. Used by one thread at a time.
 */
final class TranslatedResponse extends HttpServletResponseWrapper {
    private final TranslatedReply reply;
    private final TranslatedOutput output;
    private @Nullable PrintWriter writer;
    private @Nullable String contentType;

    TranslatedResponse(HttpServletResponse client, TranslatedReply reply) {
        super(client);
        this.reply = reply;
        this.output = new TranslatedOutput(reply);
    }

    TranslatedReply reply() {
        return reply;
    }

    /** Takes the end of the servlet's answer. */
    void finish() throws IOException {
        flushBuffer();
        reply.finish();
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

    /** Empties the writer; what became complete is with the client already. */
    @Override
    public void flushBuffer() {
        if (writer != null) {
            writer.flush();
        }
    }

    @Override
    public void setStatus(int status) {
        reply.status(status);
    }

    @Override
    public int getStatus() {
        return reply.status();
    }

    /** Makes the status an error of the answer; the text is for a page that the client never sees. */
    @Override
    public void sendError(int status, String message) throws IOException {
        sendError(status);
    }

    @Override
    public void sendError(int status) throws IOException {
        reset();
        reply.status(status);
        reply.finish();
    }

    /** A redirect of an upstream is never followed, and never shown. */
    @Override
    public void sendRedirect(String location) throws IOException {
        sendError(SC_BAD_GATEWAY);
    }

    @Override
    public void reset() {
        resetBuffer();
        reply.status(SC_OK);
        reply.retryAfter(null);
    }

    @Override
    public void resetBuffer() {
        if (isCommitted()) {
            throw new IllegalStateException("The answer has begun.");
        }
        writer = null;
        reply.resetBody();
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (name.equalsIgnoreCase("Retry-After")) {
            reply.retryAfter(value);
        } else if (name.equalsIgnoreCase("Content-Type")) {
            contentType = value;
        }
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        setHeader(name, value);
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
    public void setDateHeader(String name, long date) {}

    @Override
    public void addDateHeader(String name, long date) {}

    @Override
    public void addCookie(Cookie cookie) {}

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
}
