package io.github.ollamaguard.proxy;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.upstream.NativeOperation;
import io.github.ollamaguard.upstream.NativeRequest;
import io.github.ollamaguard.upstream.Upstream;
import io.github.ollamaguard.upstream.UpstreamCall;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Ollama, reached with Jetty's HTTP client. Every request is built from constants and a body: nothing of a client's
 * request line or headers can reach Ollama. Thread-safe.
 */
final class JettyUpstream implements Upstream {
    private static final String JSON = "application/json";

    private final HttpClient client;
    private final Settings settings;
    private final Map<NativeOperation, URI> uris = new EnumMap<>(NativeOperation.class);

    JettyUpstream(HttpClient client, Settings settings) {
        this.client = client;
        this.settings = settings;
        for (NativeOperation operation : NativeOperation.values()) {
            uris.put(operation, URI.create(settings.get(Setting.UPSTREAM) + operation.path()));
        }
    }

    @Override
    public UpstreamCall send(NativeRequest request) {
        return new JettyCall(() -> new Attempt(build(request), silenceLimit()));
    }

    private Request build(NativeRequest request) {
        NativeOperation operation = request.operation();
        Request built = client.newRequest(uris.get(operation))
                .method(operation.method())
                // Never the idle timeout of pooled connections: silence is judged by whoever waits for the answer.
                .idleTimeout(0, TimeUnit.MILLISECONDS)
                .headers(headers -> headers.put(HttpHeader.ACCEPT, "application/x-ndjson, application/json")
                        .put(HttpHeader.ACCEPT_ENCODING, "identity"));
        return operation.hasBody() ? built.body(new BytesRequestContent(JSON, request.body())) : built;
    }

    private SilenceLimit silenceLimit() {
        return new SilenceLimit(settings.get(Setting.CONNECT_TIMEOUT), settings.get(Setting.IDLE_TIMEOUT));
    }
}
