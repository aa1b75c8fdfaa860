package io.github.ollamaguard.internal.servlet;

import io.github.ollamaguard.internal.exchange.ClientRequest;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A servlet request as a {@link ClientRequest}. Used by one thread at a time. */
public final class ServletClientRequest implements ClientRequest {
    private final HttpServletRequest request;
    private final @Nullable Upgrade upgrade;

    /** Goes over to a WebSocket. */
    @FunctionalInterface
    public interface Upgrade {
        /** Lets the container answer the handshake; returns whether it has. */
        boolean open(ClientRequest handshake) throws IOException;
    }

    /** A request that cannot become a WebSocket. */
    public ServletClientRequest(HttpServletRequest request) {
        this(request, null);
    }

    /** A request that can become a WebSocket, unless {@code upgrade} is null. */
    public ServletClientRequest(HttpServletRequest request, @Nullable Upgrade upgrade) {
        this.request = request;
        this.upgrade = upgrade;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String protocol() {
        return request.getProtocol();
    }

    @Override
    public String uri() {
        return request.getRequestURI();
    }

    @Override
    public String contextPath() {
        return request.getContextPath();
    }

    @Override
    public @Nullable String query() {
        return request.getQueryString();
    }

    @Override
    public @Nullable String remoteAddress() {
        return request.getRemoteAddr();
    }

    @Override
    public String authority() {
        return request.getServerName() + ":" + request.getServerPort();
    }

    @Override
    public List<String> headers(String name) {
        return Collections.list(request.getHeaders(name));
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    @Override
    public long contentLength() {
        return request.getContentLengthLong();
    }

    @Override
    public InputStream body() throws IOException {
        return new Body(request.getInputStream());
    }

    @Override
    public boolean canUpgrade() {
        return upgrade != null;
    }

    @Override
    public boolean upgrade() throws IOException {
        return upgrade != null && upgrade.open(this);
    }

    /** The body, whose failures are the client's doing and not the container's to answer. */
    private final class Body extends FilterInputStream {
        Body(InputStream body) {
            super(body);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return super.read(into, offset, length);
            } catch (IOException | RuntimeException e) {
                // Tomcat has decided on an answer already, and would print the exception in it, stack trace included.
                request.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
                throw e;
            }
        }
    }
}
