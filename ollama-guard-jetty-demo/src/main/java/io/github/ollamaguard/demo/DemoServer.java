package io.github.ollamaguard.demo;

import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.health.HealthCheck;
import io.github.ollamaguard.usage.ExchangeListener;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.HostPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedded Jetty: one connector, one web application at the root. Thread-safe after its start. */
final class DemoServer {
    private static final Logger LOG = LoggerFactory.getLogger(DemoServer.class);
    private static final int LARGEST_HEADER = 16 << 10;

    /** Room for clients that connect all at the same moment. */
    private static final int ACCEPT_QUEUE = 1024;

    /**
     * Each open stream keeps one of both, outside the heap; Jetty's defaults would be 40 KiB together. Jetty cuts what
     * is written into pieces of the output buffer: one of 1 KiB doubles the cost of chunks that come back to back.
     */
    private static final int INPUT_BUFFER = 4 << 10;

    private static final int OUTPUT_BUFFER = 4 << 10;

    /** Jetty's default pool has nothing below 4 KiB. */
    private static final int SMALLEST_BUFFER = 1 << 10;

    private static final int LARGEST_BUFFER = 64 << 10;

    private static final Duration CONNECTION_IDLE = Duration.ofSeconds(30);

    private final Server server = new Server(
            Threads.named("request"),
            null,
            new ArrayByteBufferPool.Quadratic(SMALLEST_BUFFER, LARGEST_BUFFER, Integer.MAX_VALUE));
    private final ServerConnector connector = new ServerConnector(server, http());
    private final ServletContextHandler context = new ServletContextHandler("/");
    private final GracefulHandler graceful = new GracefulHandler(context);

    /** Creates a server that listens nowhere yet; {@code prefix} is where the guard will live. */
    DemoServer(String prefix) {
        JsonErrors errors = new JsonErrors(prefix);
        server.setErrorHandler(errors);
        server.setHandler(graceful);
        server.addConnector(connector);
        context.setErrorHandler(errors);
        // The pieces of the guard judge the raw path; decoding only keeps Jetty's own path methods from throwing.
        context.getServletHandler().setDecodeAmbiguousURIs(true);
    }

    private static HttpConnectionFactory http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(LARGEST_HEADER);
        http.setOutputBufferSize(OUTPUT_BUFFER);
        http.setOutputAggregationSize(OUTPUT_BUFFER);
        // The default takes a bare line feed for the end of a header.
        http.setHttpCompliance(HttpCompliance.STRICT);
        // A model name in /v1/models/{model} may hold an encoded slash.
        http.setUriCompliance(UriCompliance.DEFAULT.with("guard", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
        HttpConnectionFactory factory = new HttpConnectionFactory(http);
        factory.setInputBufferSize(INPUT_BUFFER);
        return factory;
    }

    /**
     * Takes the port without accepting connections yet, so that a wrong port is found before anything is written.
     *
     * @param port 0 for any free one
     */
    void bind(String host, int port) throws StartException {
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(CONNECTION_IDLE.toMillis());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        try {
            connector.open();
            warnIfExposed();
        } catch (IOException e) {
            throw new StartException(reason(e, host, port));
        }
    }

    private void warnIfExposed() throws IOException {
        if (connector.getTransport() instanceof ServerSocketChannel channel
                && channel.getLocalAddress() instanceof InetSocketAddress address
                && !address.getAddress().isLoopbackAddress()) {
            LOG.warn(
                    "Other machines can reach port {}, and keys travel unencrypted: put TLS in front",
                    address.getPort());
        }
    }

    private static String reason(IOException e, String host, int port) {
        String address = host + ":" + port;
        if (String.valueOf(e.getMessage()).contains("Permission denied")) {
            return "No permission to listen on " + address + ": choose a port above 1023 with --port.";
        }
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause instanceof BindException
                        && String.valueOf(cause.getMessage()).contains("in use")
                ? "Port " + port + " of " + host + " is in use: choose another one with --port (0 takes any free one)."
                : "Cannot listen on " + address + ": choose an address of this machine with --host.";
    }

    /** Makes Jetty speak the WebSocket protocol; its filter costs each request a little. To be called before the start. */
    void acceptWebSockets() {
        JakartaWebSocketServletContainerInitializer.configure(context, null);
    }

    /** Starts to accept connections, with the guard as the only thing behind them; {@code listener} is told of each. */
    void start(OllamaGuard guard, ExchangeListener listener) throws Exception {
        context.addServletContainerInitializer((classes, application) -> {
            application.setAttribute(ExchangeListener.ATTRIBUTE, listener);
            guard.install(application);
        });
        server.start();
    }

    /** Returns who knows how the guard is, once it has started. */
    HealthCheck health() {
        return (HealthCheck) context.getServletContext().getAttribute(HealthCheck.ATTRIBUTE);
    }

    /** Returns the URL under which a client on this machine reaches a path. */
    URI address(String path) {
        String host = String.valueOf(connector.getHost());
        String reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        return URI.create("http://" + HostPort.normalizeHost(reachable) + ":" + connector.getLocalPort() + path);
    }

    void join() throws InterruptedException {
        server.join();
    }

    long requests() {
        return graceful.getCurrentRequestCount();
    }

    /**
     * Refuses new requests, lets those that run end, and after at most {@code drain} breaks off the rest.
     *
     * @return whether all of them ended
     */
    boolean stop(Duration drain) throws Exception {
        server.setStopTimeout(drain.toMillis());
        try {
            server.stop();
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
