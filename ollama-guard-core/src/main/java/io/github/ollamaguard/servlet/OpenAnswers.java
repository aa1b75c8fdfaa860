package io.github.ollamaguard.servlet;

import io.github.ollamaguard.health.Health;
import io.github.ollamaguard.health.HealthCheck;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The answers that the guard gives itself, in fixed words. Thread-safe. */
final class OpenAnswers {
    private final HealthCheck check;

    OpenAnswers(HealthCheck check) {
        this.check = check;
    }

    /** Answers the questions of load balancers, which have no key; returns false for every other request. */
    boolean answer(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
        if (!isRead(request)) {
            return false;
        }
        switch (path) {
            case GuardRoutes.LIVENESS -> send(response, 200, "application/json", "{\"status\":\"ok\"}");
            case GuardRoutes.READINESS -> readiness(response);
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

    /** Returns whether it is a GET or HEAD request. */
    static boolean isRead(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    private void readiness(HttpServletResponse response) throws IOException {
        Health health = check.check();
        String text = "{\"status\":\"%s\",\"keys\":%b,\"model_policy\":%b,\"upstream\":%b}"
                .formatted(
                        health.isReady() ? "ready" : "unavailable",
                        health.keys(),
                        health.modelPolicy(),
                        health.upstream());
        send(response, health.isReady() ? 200 : 503, "application/json", text);
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
