package io.github.ollamaguard.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is one JSON object that has been read already, and is written anew for whoever reads it next,
 * who therefore sees exactly what the guard saw. Not thread-safe.
 */
final class JsonBodyRequest extends HttpServletRequestWrapper {
    private static final String CONTENT_TYPE = "application/json";

    /** Headers that describe the body as it came, which is not what readers get. */
    private static final Set<String> OF_THE_BODY =
            Set.of("content-length", "content-type", "content-encoding", "transfer-encoding", "expect");

    private final Supplier<byte[]> body;
    private byte @Nullable [] bytes;
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;

    /** Gives a request another body, which is written when somebody asks for it. */
    JsonBodyRequest(HttpServletRequest request, Supplier<byte[]> body) {
        super(request);
        this.body = body;
    }

    @Override
    public ServletInputStream getInputStream() {
        if (reader != null) {
            throw new IllegalStateException("getReader() has been called");
        }
        if (stream == null) {
            stream = new BufferedBody(bytes());
        }
        return stream;
    }

    @Override
    public BufferedReader getReader() {
        if (stream != null) {
            throw new IllegalStateException("getInputStream() has been called");
        }
        if (reader == null) {
            reader = new BufferedReader(new InputStreamReader(new BufferedBody(bytes()), StandardCharsets.UTF_8));
        }
        return reader;
    }

    @Override
    public int getContentLength() {
        return bytes().length;
    }

    @Override
    public long getContentLengthLong() {
        return bytes().length;
    }

    @Override
    public String getContentType() {
        return CONTENT_TYPE;
    }

    @Override
    public String getCharacterEncoding() {
        return StandardCharsets.UTF_8.name();
    }

    @Override
    public @Nullable String getHeader(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "content-length" -> Integer.toString(bytes().length);
            case "content-type" -> CONTENT_TYPE;
            case "content-encoding", "transfer-encoding", "expect" -> null;
            default -> super.getHeader(name);
        };
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        if (!isOfTheBody(name)) {
            return super.getHeaders(name);
        }
        String value = getHeader(name);
        return value == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(value));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = new ArrayList<>(Collections.list(super.getHeaderNames()));
        names.removeIf(JsonBodyRequest::isOfTheBody);
        names.addAll(List.of("Content-Type", "Content-Length"));
        return Collections.enumeration(names);
    }

    @Override
    public int getIntHeader(String name) {
        String value = getHeader(name);
        return value == null ? -1 : Integer.parseInt(value);
    }

    /** Returns null like its siblings: for parameters, a container would read the body. */
    @Override
    public @Nullable String getParameter(String name) {
        return null;
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return null;
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return Map.of();
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.emptyEnumeration();
    }

    private static boolean isOfTheBody(String header) {
        return OF_THE_BODY.contains(header.toLowerCase(Locale.ROOT));
    }

    private byte[] bytes() {
        if (bytes == null) {
            bytes = body.get();
        }
        return bytes;
    }

    /** A request body that is already there. Not thread-safe. */
    private static final class BufferedBody extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        BufferedBody(byte[] body) {
            this.bytes = new ByteArrayInputStream(body);
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
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        /** Calls the listener at once: there is nothing to wait for. */
        @Override
        public void setReadListener(ReadListener listener) {
            try {
                if (!isFinished()) {
                    listener.onDataAvailable();
                }
                listener.onAllDataRead();
            } catch (IOException | RuntimeException e) {
                listener.onError(e);
            }
        }
    }
}
