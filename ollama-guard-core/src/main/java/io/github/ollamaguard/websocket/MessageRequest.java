package io.github.ollamaguard.websocket;

import io.github.ollamaguard.servlet.WebSocketPart;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as the HTTP request that it stands for: a POST to the path of the handshake, by whoever sent that. Knows what
 * the guard's own pieces ask for, and refuses the rest. Not thread-safe.
 */
final class MessageRequest extends HttpServletRequestWrapper {
    private final Opening opening;
    private final byte[] body;
    private final Map<String, Object> attributes = new HashMap<>();
    private final ServletInputStream stream;

    MessageRequest(Opening opening, byte[] body) {
        super(Absent.REQUEST);
        this.opening = opening;
        this.body = body;
        this.stream = new Body(new ByteArrayInputStream(body));
        WebSocketPart.MESSAGE.mark(this);
    }

    @Override
    public String getMethod() {
        return "POST";
    }

    @Override
    public String getProtocol() {
        return "HTTP/1.1";
    }

    @Override
    public String getRequestURI() {
        return opening.uri();
    }

    @Override
    public @Nullable String getQueryString() {
        return opening.query();
    }

    @Override
    public String getContextPath() {
        return opening.context().getContextPath();
    }

    @Override
    public ServletContext getServletContext() {
        return opening.context();
    }

    @Override
    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }

    @Override
    public @Nullable String getRemoteAddr() {
        return opening.address();
    }

    @Override
    public @Nullable String getHeader(String name) {
        List<String> values = opening.header(name);
        return values.isEmpty() ? null : values.get(0);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Collections.enumeration(opening.header(name));
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        attributes.put(name, value);
    }

    @Override
    public boolean isAsyncStarted() {
        return false;
    }

    @Override
    public long getContentLengthLong() {
        return body.length;
    }

    @Override
    public ServletInputStream getInputStream() {
        return stream;
    }

    /** The text of the message in UTF-8. */
    private static final class Body extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Body(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("A message is read at once.");
        }
    }
}
