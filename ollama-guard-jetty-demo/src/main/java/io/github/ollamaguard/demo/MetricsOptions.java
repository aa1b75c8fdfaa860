package io.github.ollamaguard.demo;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where metrics are served, if anywhere. Not thread-safe. */
final class MetricsOptions {
    @Option(
            names = "--metrics-port",
            paramLabel = "N",
            description = "Port for Prometheus metrics at /metrics, 0 for any free one (default: no metrics)")
    private @Nullable Integer port;

    @Option(
            names = "--metrics-host",
            paramLabel = "ADDRESS",
            description = "Address for metrics, which need no key (default: 127.0.0.1)")
    private @Nullable String host;

    /** Takes the port; returns null when nobody asked for metrics. */
    @Nullable
    MetricsEndpoint bind() throws StartException {
        if (port == null) {
            if (host != null) {
                throw new StartException("--metrics-host needs --metrics-port.");
            }
            return null;
        }
        if (port < 0 || port > 65535) {
            throw new StartException("Bad value of --metrics-port: expected a number from 0 to 65535.");
        }
        return MetricsEndpoint.bind(host == null ? "127.0.0.1" : host, port);
    }
}
