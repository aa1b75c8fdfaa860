package io.github.ollamaguard.internal.upstream.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.Reply;
import io.github.ollamaguard.internal.upstream.Upstream;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Ollama, reached over pooled connections of HTTP/1.1. Every request is built from constants and a body: nothing of a
 * client's request line or headers can reach Ollama. A request is never sent twice. Thread-safe.
 */
public final class HttpUpstream implements Upstream, Closeable {
    private final ConnectionPool pool;
    private final Duration idleTimeout;
    private final Map<NativeOperation, String> heads = new EnumMap<>(NativeOperation.class);

    /** An upstream with address and limits of these settings. */
    public HttpUpstream(Settings settings) {
        this(settings.get(Setting.UPSTREAM), settings.get(Setting.CONNECT_TIMEOUT), settings.get(Setting.IDLE_TIMEOUT));
    }

    private HttpUpstream(URI url, Duration connectTimeout, Duration idleTimeout) {
        this.idleTimeout = idleTimeout;
        this.pool = new ConnectionPool(UpstreamServer.of(url), connectTimeout, idleTimeout);
        for (NativeOperation operation : NativeOperation.values()) {
            heads.put(operation, head(operation, url));
        }
    }

    @Override
    public void call(NativeRequest request, Reply reply) throws ApiException, IOException {
        Duration idle = request.patience() == null ? idleTimeout : request.patience();
        try (HttpCall call = new HttpCall(pool, connection(), idle.toNanos())) {
            call.run(head(request), request.body(), reply);
        }
    }

    private Connection connection() throws ApiException {
        try {
            return pool.take();
        } catch (IOException e) {
            throw new ApiException(ApiError.upstreamUnreachable());
        }
    }

    /** Closes all connections; calls in progress fail. */
    @Override
    public void close() {
        pool.close();
    }

    private byte[] head(NativeRequest request) {
        String head = Objects.requireNonNull(heads.get(request.operation()));
        return (request.operation().hasBody() ? head + request.body().length + "\r\n\r\n" : head).getBytes(US_ASCII);
    }

    private static String head(NativeOperation operation, URI url) {
        String head = operation.method() + " " + url.getRawPath() + operation.path() + " HTTP/1.1\r\nHost: "
                + url.getRawAuthority() + "\r\nUser-Agent: ollama-guard\r\n"
                + "Accept: application/x-ndjson, application/json\r\nAccept-Encoding: identity\r\n";
        return head + (operation.hasBody() ? "Content-Type: application/json\r\nContent-Length: " : "\r\n");
    }
}
