package io.github.ollamaguard.proxy;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * How the HTTP client is set up: it carries bytes and does nothing on its own account. No redirects, cookies,
 * authentication, decompression or proxies.
 */
final class UpstreamClient {
    /** Pooled connections are dropped before most servers would close them, which saves races with such a close. */
    private static final Duration POOLED = Duration.ofSeconds(30);

    /** Admission limits requests; the pool must never be what makes one wait. */
    private static final int CONNECTIONS = 100_000;

    private static final int HEADERS_SIZE = 16 * 1024;
    private static final int MAX_THREADS = 16;
    private static final int MAX_SELECTORS = 4;

    private UpstreamClient() {}

    /** Returns a client that has been started. */
    static HttpClient start(Settings settings) throws Exception {
        long connectMillis = settings.get(Setting.CONNECT_TIMEOUT).toMillis();
        HttpClient client = new HttpClient(transport());
        client.setExecutor(threads());
        client.setScheduler(new ClientScheduler());
        client.setConnectTimeout(connectMillis);
        client.setAddressResolutionTimeout(connectMillis);
        client.setIdleTimeout(POOLED.toMillis());
        client.setMaxConnectionsPerDestination(CONNECTIONS);
        client.setMaxRequestsQueuedPerDestination(CONNECTIONS);
        client.setMaxResponseHeadersSize(HEADERS_SIZE);
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "ollama-guard"));
        client.start();
        // The client fills both when it starts.
        client.getContentDecoderFactories().clear();
        client.getProtocolHandlers().clear();
        return client;
    }

    private static HttpClientTransportOverHTTP transport() {
        ClientConnector connector = new ClientConnector() {
            @Override
            protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
                return new WatchedSocket((SocketChannel) channel, selector, key, getScheduler());
            }
        };
        connector.setSelectors(
                Math.max(1, Math.min(MAX_SELECTORS, Runtime.getRuntime().availableProcessors() / 2)));
        HttpClientTransportOverHTTP transport = new HttpClientTransportOverHTTP(connector);
        // Our listeners never block, so the selector's thread runs them: half the CPU time per streamed line.
        transport.setInvocationType(InvocationType.NON_BLOCKING);
        return transport;
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 1);
        threads.setName("ollama-guard-client");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        return threads;
    }
}
