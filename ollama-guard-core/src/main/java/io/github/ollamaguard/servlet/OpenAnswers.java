package io.github.ollamaguard.servlet;

import io.github.ollamaguard.upstream.Upstream;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** The answers that the guard gives itself, in fixed words. Thread-safe. */
final class OpenAnswers {
    private final BooleanSupplier configured;
    private final Readiness readiness;

    /** Answers with the help of {@code configured}, which says whether all files that the guard needs are right. */
    OpenAnswers(BooleanSupplier configured, Readiness readiness) {
        this.configured = configured;
        this.readiness = readiness;
    }

    /** Answers the questions of load balancers, which have no key; returns false for every other request. */
    boolean answer(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
        if (!isRead(request)) {
            return false;
        }
        switch (path) {
            case GuardRoutes.LIVENESS -> send(response, 200, "application/json", "{\"status\":\"ok\"}");
            case GuardRoutes.READINESS -> readiness(request, response);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Answers a client that asks, with its key, whether anybody is there. */
    static void root(HttpServletResponse response) throws IOException {
        send(response, 200, "text/plain; charset=utf-8", "ollama-guard is running");
    }

    /** Returns whether everything that the guard reads from files has been loaded. */
    boolean isConfigured() {
        return configured.getAsBoolean();
    }

    /** Returns whether Ollama can be reached; without a proxy of ours behind the filter there is nobody to ask. */
    boolean reachesUpstream(ServletContext context) {
        return !(context.getAttribute(Upstream.ATTRIBUTE) instanceof Upstream upstream)
                || readiness.isReachable(upstream);
    }

    /** Returns whether it is a GET or HEAD request. */
    static boolean isRead(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    private void readiness(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (isConfigured() && reachesUpstream(request.getServletContext())) {
            send(response, 200, "application/json", "{\"status\":\"ready\"}");
        } else {
            send(response, 503, "application/json", "{\"status\":\"unavailable\"}");
        }
    }

    private static void send(HttpServletResponse response, int status, String contentType, String text)
            throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(contentType);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
