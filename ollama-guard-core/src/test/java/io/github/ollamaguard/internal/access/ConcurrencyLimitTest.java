package io.github.ollamaguard.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.servlet.FilterServer;
import io.github.ollamaguard.testing.RawClient;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
    private static final String BODY = "{}";

    @Test
    void oneMoreThanTheLimitIsRefusedBeforeItsBodyIsRead() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        try (FilterServer server = limitedToOne((request, response) -> {
            inside.countDown();
            await(leave);
        })) {
            RawClient first = server.send("POST", "/api/chat", BODY);
            await(inside);
            // The body of this request never comes.
            RawClient second = server.client()
                    .raw("POST /ollama/api/chat HTTP/1.1\r\nHost: x\r\nX-API-Key: " + FilterServer.KEY
                            + "\r\nContent-Length: 5\r\n\r\n");
            assertThat(second.status()).isEqualTo(503);
            assertThat(second.header("Retry-After")).isEqualTo("1");
            assertThat(second.header("Connection")).isEqualTo("close");
            assertThat(server.client().send("GET", "/ollama/healthz", "").status())
                    .isEqualTo(200);
            leave.countDown();
            assertThat(first.status()).isEqualTo(200);
            expectRoom(server, "/api/chat");
        }
    }

    @Test
    void failedRequestsGiveTheirPlaceBack() throws Exception {
        try (FilterServer server = limitedToOne((request, response) -> {
            throw new IOException("expected by the test");
        })) {
            for (int i = 0; i < 5; i++) {
                assertThat(server.send("POST", "/api/chat", BODY).status()).isEqualTo(500);
                assertThat(server.send("POST", "/api/chat", "no json").status()).isEqualTo(400);
            }
        }
    }

    @Test
    void asynchronousRequestKeepsItsPlaceUntilItCompletes() throws Exception {
        BlockingQueue<AsyncContext> started = new LinkedBlockingQueue<>();
        try (FilterServer server = limitedToOne((request, response) -> {
            if (request.getRequestURI().endsWith("/api/chat")) {
                started.add(request.startAsync());
            }
        })) {
            RawClient first = server.send("POST", "/api/chat", BODY);
            AsyncContext async = started.poll(10, TimeUnit.SECONDS);
            assertThat(async).isNotNull();
            assertThat(server.send("GET", "/api/tags", "").status()).isEqualTo(503);
            async.complete();
            assertThat(first.status()).isEqualTo(200);
            expectRoom(server, "/api/tags");
        }
    }

    @Test
    void dispatchedRequestPassesAgainAndGivesItsPlaceBackOnce() throws Exception {
        BlockingQueue<AsyncContext> again = new LinkedBlockingQueue<>();
        try (FilterServer server = limitedToOne((request, response) -> {
            if (request.getDispatcherType() == DispatcherType.REQUEST
                    && request.getRequestURI().endsWith("chat")) {
                request.startAsync().dispatch();
            } else if (request.getDispatcherType() == DispatcherType.ASYNC) {
                again.add(request.startAsync());
            }
        })) {
            RawClient first = server.send("POST", "/api/chat", BODY);
            AsyncContext second = again.poll(10, TimeUnit.SECONDS);
            assertThat(second).isNotNull();
            assertThat(server.send("GET", "/api/tags", "").status()).isEqualTo(503);
            second.complete();
            assertThat(first.status()).isEqualTo(200);
            expectRoom(server, "/api/tags");
        }
    }

    private static FilterServer limitedToOne(FilterServer.Behind behind) throws Exception {
        return FilterServer.withKeys(FilterServer.with(Setting.MAX_CONCURRENT, 1), behind);
    }

    /** A container may answer a little before it tells listeners and filters that it is done. */
    private static void expectRoom(FilterServer server, String path) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        String method = path.equals("/api/tags") ? "GET" : "POST";
        int status = 503;
        while (status == 503 && System.nanoTime() < deadline) {
            status = server.send(method, path, method.equals("GET") ? "" : BODY).status();
        }
        assertThat(status).isEqualTo(200);
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
