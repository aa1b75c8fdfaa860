package io.github.ollamaguard.internal.gateway;

import io.github.ollamaguard.health.Health;
import io.github.ollamaguard.health.HealthCheck;
import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.playground.Playground;
import io.github.ollamaguard.internal.route.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The endpoints that the guard answers itself: liveness, readiness, its root, and pages. Thread-safe. */
public final class OwnEndpoints {
    private static final String JSON = "application/json";

    private final HealthCheck check;
    private final Playground playground;

    /** Endpoints that tell how the guard is, and serve these pages. */
    public OwnEndpoints(HealthCheck check, Playground playground) {
        this.check = check;
        this.playground = playground;
    }

    /** Answers load balancers and browsers that load a page, which have no key; returns false for all others. */
    boolean answersWithoutKey(Exchange exchange) throws IOException {
        if (!exchange.isHead() && !exchange.request().method().equals("GET")) {
            return false;
        }
        switch (exchange.path()) {
            case Routes.LIVENESS -> send(exchange, 200, JSON, "{\"status\":\"ok\"}");
            case Routes.READINESS -> readiness(exchange);
            default -> {
                return playground.answers(exchange);
            }
        }
        return true;
    }

    /** Answers a client that asks, with its key, whether anybody is there; returns false for all others. */
    boolean answers(Exchange exchange) throws IOException {
        if (!exchange.path().equals(Routes.ROOT)) {
            return false;
        }
        send(exchange, 200, "text/plain; charset=utf-8", "ollama-guard is running");
        return true;
    }

    private void readiness(Exchange exchange) throws IOException {
        Health health = check.check();
        String text = "{\"status\":\"%s\",\"keys\":%b,\"model_policy\":%b,\"upstream\":%b}"
                .formatted(
                        health.isReady() ? "ready" : "unavailable",
                        health.keys(),
                        health.modelPolicy(),
                        health.upstream());
        send(exchange, health.isReady() ? 200 : 503, JSON, text);
    }

    private static void send(Exchange exchange, int status, String contentType, String text) throws IOException {
        ClientResponse response = exchange.response();
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.status(status);
        response.header("Content-Type", contentType);
        response.header("Cache-Control", "no-store");
        exchange.answer(body);
    }
}
