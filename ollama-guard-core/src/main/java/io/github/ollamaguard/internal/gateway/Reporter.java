package io.github.ollamaguard.internal.gateway;

import io.github.ollamaguard.internal.access.TrustedProxies;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.route.RouteTable.RouteMatch;
import io.github.ollamaguard.usage.ExchangeListener;
import io.github.ollamaguard.usage.ExchangeReport;
import io.github.ollamaguard.usage.ExchangeReport.Asked;
import io.github.ollamaguard.usage.ExchangeReport.Caller;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports exchanges to whoever wants to know what happened: the audit log, and a listener. Thread-safe. */
public final class Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    /** Others are words of the client. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private final TrustedProxies proxies;
    private final Supplier<ExchangeListener> listeners;

    /** A reporter that asks for each exchange anew who wants to know, besides the audit log. */
    public Reporter(TrustedProxies proxies, Supplier<ExchangeListener> listeners) {
        this.proxies = proxies;
        this.listeners = listeners;
    }

    /** Reports that an exchange has begun, and later how it ended. */
    void begun(Exchange exchange) {
        ExchangeListener listener = AuditLog.listener().and(listeners.get());
        if (listener.equals(ExchangeListener.NONE)) {
            return;
        }
        try {
            listener.begun();
        } catch (RuntimeException e) {
            LOG.error("The beginning of a request could not be reported", e);
        }
        exchange.whenEnded(ended -> report(ended, listener));
    }

    private void report(Exchange exchange, ExchangeListener listener) {
        try {
            listener.ended(report(exchange));
        } catch (RuntimeException e) {
            LOG.error("Request {} could not be reported", exchange.id(), e);
        }
    }

    private ExchangeReport report(Exchange exchange) {
        String address = proxies.clientOf(exchange.request()).address();
        String key = exchange.key() == null ? null : exchange.key().name();
        return new ExchangeReport(
                exchange.id(),
                new Caller(address, key),
                asked(exchange),
                exchange.recording().end(exchange.status()));
    }

    private static Asked asked(Exchange exchange) {
        String method = exchange.request().method();
        String known = METHODS.contains(method) ? method : "OTHER";
        String route = exchange.route() instanceof RouteMatch.Found found
                ? found.route().path()
                : null;
        return new Asked(exchange.recording().at(), known, route, route == null ? null : exchange.model());
    }
}
