package io.github.ollamaguard.demo;

import io.github.ollamaguard.health.HealthCheck;
import io.github.ollamaguard.metrics.GuardMetrics;
import io.github.ollamaguard.usage.ExchangeListener;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prometheus metrics on a port of their own, so that whoever reaches the guard does not reach them. Serves {@code GET
 * /metrics} until the process ends, while it drains as well. Thread-safe.
 */
final class MetricsEndpoint extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsEndpoint.class);
    private static final String PATH = "/metrics";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int THREADS = 8;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final GuardMetrics metrics = new GuardMetrics(registry);
    private final Server endpoint = new Server(new QueuedThreadPool(THREADS));
    private final ServerConnector connector = new ServerConnector(endpoint, 1, 1, new HttpConnectionFactory(http()));

    private MetricsEndpoint() {}

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        return http;
    }

    /** Takes a port, without accepting connections yet. */
    static MetricsEndpoint bind(String host, int port) throws StartException {
        MetricsEndpoint metrics = new MetricsEndpoint();
        metrics.connector.setHost(host);
        metrics.connector.setPort(port);
        try {
            metrics.connector.open();
        } catch (IOException e) {
            throw new StartException("Cannot listen on " + host + ":" + port
                    + " for metrics: choose another --metrics-port or --metrics-host.");
        }
        return metrics;
    }

    /** Returns who has to be told about requests. */
    ExchangeListener listener() {
        return metrics;
    }

    /** Starts to accept connections. */
    void start(HealthCheck health) throws Exception {
        metrics.observe(health);
        List<MeterBinder> process =
                List.of(new JvmMemoryMetrics(), new JvmThreadMetrics(), new ProcessorMetrics(), new UptimeMetrics());
        process.forEach(binder -> binder.bindTo(registry));
        endpoint.addConnector(connector);
        endpoint.setHandler(this);
        endpoint.start();
        String host = HostPort.normalizeHost(connector.getHost());
        LOG.info("Metrics are at http://{}:{}{}", host, connector.getLocalPort(), PATH);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean known = PATH.equals(Request.getPathInContext(request));
        if (!known || !HttpMethod.GET.is(request.getMethod())) {
            response.setStatus(known ? HttpStatus.METHOD_NOT_ALLOWED_405 : HttpStatus.NOT_FOUND_404);
            callback.succeeded();
            return true;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, TEXT);
        Content.Sink.write(response, true, registry.scrape(), callback);
        return true;
    }
}
