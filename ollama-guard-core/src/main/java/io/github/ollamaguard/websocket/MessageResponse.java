package io.github.ollamaguard.websocket;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The response whose body becomes messages. Its status and headers stay here: a WebSocket has no place for them. Knows
 * what the guard's own pieces ask for, and refuses the rest. Used by one thread at a time.
 */
final class MessageResponse extends HttpServletResponseWrapper {
    private static final String CONTENT_TYPE = "Content-Type";

    private final MessageOutput output;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private int status = SC_OK;

    MessageResponse(Peer peer) {
        super(Absent.RESPONSE);
        this.output = new MessageOutput(peer, () -> headers.getOrDefault(CONTENT_TYPE, ""));
    }

    /** Sends what is left when the whole body has been written. */
    void finish() throws IOException {
        output.finish();
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return output;
    }

    @Override
    public boolean isCommitted() {
        return output.hasBegun();
    }

    @Override
    public void resetBuffer() {
        if (isCommitted()) {
            throw new IllegalStateException("The answer has begun.");
        }
        output.forget();
    }

    @Override
    public void flushBuffer() {}

    @Override
    public void setStatus(int newStatus) {
        status = newStatus;
    }

    @Override
    public int getStatus() {
        return status;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        headers.merge(name, value, (before, more) -> before + ", " + more);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return headers.get(name);
    }

    @Override
    public boolean containsHeader(String name) {
        return headers.containsKey(name);
    }

    @Override
    public @Nullable String getContentType() {
        return headers.get(CONTENT_TYPE);
    }

    @Override
    public String getCharacterEncoding() {
        return StandardCharsets.UTF_8.name();
    }

    @Override
    public void setContentType(@Nullable String type) {
        setHeader(CONTENT_TYPE, type);
    }

    @Override
    public void setContentLength(int length) {}

    @Override
    public void setContentLengthLong(long length) {}
}
