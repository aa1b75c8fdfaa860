package io.github.ollamaguard.servlet;

import io.github.ollamaguard.access.RouteMatch;
import io.github.ollamaguard.access.RouteTable;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.usage.ExchangeListener;
import io.github.ollamaguard.usage.ExchangeReport;
import io.github.ollamaguard.usage.ExchangeReport.Asked;
import io.github.ollamaguard.usage.ExchangeReport.Caller;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches requests for whoever wants to know what happened; while nobody does, it costs nothing. Thread-safe. */
final class Recorder {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyFilter.class);

    /** Others are words of the client. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private final Mount mount;
    private final Sources sources;
    private final RouteTable routes;
    private final LongSupplier nanoTime;

    Recorder(Settings settings, LongSupplier nanoTime) {
        this.mount = new Mount(settings.get(Setting.PREFIX));
        this.sources = new Sources(settings.get(Setting.TRUSTED_PROXIES));
        this.routes = GuardRoutes.table(settings);
        this.nanoTime = nanoTime;
    }

    /** Everything that happens to a request. */
    @FunctionalInterface
    interface Way {
        /** Goes the way. */
        void go(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    /** Lets a request go its way, and reports. */
    void watch(HttpServletRequest request, HttpServletResponse response, Way way) throws IOException, ServletException {
        ExchangeListener listener = listener(request);
        if (listener.equals(ExchangeListener.NONE)) {
            way.go(request, response);
            return;
        }
        tell(listener);
        Recording recording = new Recording(Instant.now(), nanoTime);
        recording.attach(request);
        RecordedResponse recorded = new RecordedResponse(response, recording);
        try {
            way.go(new RecordedRequest(request, recorded), recorded);
        } catch (IOException | ServletException | RuntimeException e) {
            recording.failed(e);
            throw e;
        } finally {
            report(request, recorded, listener);
        }
    }

    /** Asks the request now: once it has completed asynchronously it may serve as another one. */
    private void report(HttpServletRequest request, RecordedResponse response, ExchangeListener listener) {
        Recording recording = response.recording();
        String id = RequestId.of(response);
        Caller caller = new Caller(sources.of(request).address(), key(request));
        Asked asked = asked(request, recording);
        Completion.after(
                request,
                () -> tell(listener, new ExchangeReport(id, caller, asked, recording.end(response.getStatus()))),
                recording::failed);
    }

    private static ExchangeListener listener(HttpServletRequest request) {
        Object other = request.getServletContext().getAttribute(ExchangeListener.ATTRIBUTE);
        return AuditLog.listener().and(other instanceof ExchangeListener found ? found : ExchangeListener.NONE);
    }

    private static @Nullable String key(HttpServletRequest request) {
        return request.getAttribute(ApiKeyFilter.KEY_ATTRIBUTE) instanceof ApiKey known ? known.name() : null;
    }

    private Asked asked(HttpServletRequest request, Recording recording) {
        String method = METHODS.contains(request.getMethod()) ? request.getMethod() : "OTHER";
        RouteMatch.Found found = route(request);
        if (found == null) {
            return new Asked(recording.at(), method, null, null);
        }
        String parameter = found.parameter();
        if (parameter != null && found.route().path().endsWith("{model}")) {
            recording.model(parameter);
        }
        return new Asked(recording.at(), method, found.route().path(), recording.model());
    }

    private RouteMatch.@Nullable Found route(HttpServletRequest request) {
        try {
            String path = mount.path(request);
            return routes.find(Handshake.operationMethod(request, path, routes), path) instanceof RouteMatch.Found found
                    ? found
                    : null;
        } catch (ApiException e) {
            return null;
        }
    }

    private static void tell(ExchangeListener listener) {
        try {
            listener.begun();
        } catch (RuntimeException e) {
            LOG.error("The beginning of a request could not be reported", e);
        }
    }

    private static void tell(ExchangeListener listener, ExchangeReport report) {
        try {
            listener.ended(report);
        } catch (RuntimeException e) {
            LOG.error("Request {} could not be reported", report.requestId(), e);
        }
    }
}
