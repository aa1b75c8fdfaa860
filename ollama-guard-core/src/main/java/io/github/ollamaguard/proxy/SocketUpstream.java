package io.github.ollamaguard.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.upstream.NativeOperation;
import io.github.ollamaguard.upstream.NativeRequest;
import io.github.ollamaguard.upstream.Upstream;
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
final class SocketUpstream implements Upstream, Closeable {
    private final ConnectionPool pool;
    private final Duration idleTimeout;
    private final Map<NativeOperation, String> heads = new EnumMap<>(NativeOperation.class);

    SocketUpstream(Settings settings) {
        URI url = settings.get(Setting.UPSTREAM);
        this.idleTimeout = settings.get(Setting.IDLE_TIMEOUT);
        this.pool = new ConnectionPool(UpstreamServer.of(url), settings.get(Setting.CONNECT_TIMEOUT), idleTimeout);
        for (NativeOperation operation : NativeOperation.values()) {
            heads.put(operation, head(operation, url));
        }
    }

    @Override
    public SocketCall send(NativeRequest request) throws ApiException {
        SilenceLimit silence = new SilenceLimit(idleTimeout);
        UpstreamConnection connection = connection();
        SocketCall call = new SocketCall(pool, connection, silence);
        try {
            connection.write(head(request), request.body(), silence);
        } catch (ApiException | RuntimeException | Error e) {
            call.close();
            throw e;
        }
        return call;
    }

    private UpstreamConnection connection() throws ApiException {
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
