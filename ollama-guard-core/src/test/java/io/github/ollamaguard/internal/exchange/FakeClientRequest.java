package io.github.ollamaguard.internal.exchange;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request without a container and without a body. */
public record FakeClientRequest(String method, String uri, Map<String, List<String>> headers) implements ClientRequest {
    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public String contextPath() {
        return "";
    }

    @Override
    public @Nullable String query() {
        return null;
    }

    @Override
    public @Nullable String remoteAddress() {
        return "192.0.2.1";
    }

    @Override
    public String authority() {
        return "localhost:80";
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public long contentLength() {
        return -1;
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(new byte[0]);
    }
}
