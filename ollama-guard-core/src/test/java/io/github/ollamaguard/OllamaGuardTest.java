package io.github.ollamaguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole guard, as {@link OllamaGuard} installs it. */
class OllamaGuardTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String MESSAGES = "\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String DONE = "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
            + "\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":1,\"eval_count\":2}";

    @TempDir
    private Path directory;

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    @AfterEach
    void release() throws Exception {
        for (AutoCloseable resource : resources) {
            resource.close();
        }
    }

    @Test
    void requestsPassWithAKeyOnly() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(200, "{\"models\":[]}"));
        int port = start(guard(ollama));
        assertThat(client(port).send("GET", "/ollama/v1/models", "").status()).isEqualTo(401);
        assertThat(ollama.requests()).isEmpty();
        RawClient allowed = client(port).send("GET", "/ollama/v1/models", "", "Authorization", "Bearer test-key");
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.rest()).isEqualTo("{\"object\":\"list\",\"data\":[]}");
        assertThat(allowed.header("X-Request-Id")).isNotNull();
        assertThat(client(port).send("GET", "/ollama/readyz", "").status()).isEqualTo(200);
    }

    /** The class path of this test has no WebSockets. */
    @Test
    void containerWithoutWebSocketsSaysSo() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> {});
        RawClient client = client(start(guard(ollama).with(Setting.WEBSOCKET, true)))
                .send(
                        "GET",
                        "/ollama/v1/chat/completions",
                        "",
                        "Authorization",
                        "Bearer test-key",
                        "Connection",
                        "Upgrade",
                        "Upgrade",
                        "websocket");
        assertThat(client.status()).isEqualTo(426);
        assertThat(client.rest()).contains("There is no WebSocket at this URL.");
    }

    @Test
    void wholeApplicationCanBeThePrefix() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(200, "{\"models\":[]}"));
        int port = start(guard(ollama).with(Setting.PREFIX, "/"));
        assertThat(client(port)
                        .send("GET", "/models", "", "X-API-Key", "test-key")
                        .status())
                .isEqualTo(200);
        assertThat(client(port)
                        .send("GET", "/api/tags", "", "X-API-Key", "test-key")
                        .rest())
                .isEqualTo("{\"models\":[]}");
    }

    @Test
    void secondGuardIsRefused() throws Exception {
        Server server = new Server();
        ServletContextHandler context = new ServletContextHandler("/", false, false);
        OllamaGuard guard = OllamaGuard.builder().build();
        context.addServletContainerInitializer((classes, servletContext) -> {
            guard.install(servletContext);
            assertThatThrownBy(() -> guard.install(servletContext)).isInstanceOf(IllegalStateException.class);
            throw new StopStart();
        });
        server.setHandler(context);
        assertThatThrownBy(server::start).isInstanceOf(StopStart.class);
    }

    @Test
    void choicesAreAnsweredByCallsAtTheSameTime() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger numbers = new AtomicInteger();
        FakeOllama ollama = ollama((request, reply) -> {
            both.countDown();
            await(both);
            reply.json(200, DONE.replace("\"content\":\"\"", "\"content\":\"c" + numbers.getAndIncrement() + "\""));
        });
        RawClient client = chat(start(guard(ollama)), "\"n\":2");
        assertThat(client.status()).isEqualTo(200);
        assertThat(client.rest())
                .contains("\"index\":0", "\"index\":1", "\"content\":\"c0\"", "\"content\":\"c1\"")
                .contains("\"completion_tokens\":4");
    }

    @Test
    void streamedChoicesAreMergedAsTheirLinesArrive() throws Exception {
        CountDownLatch slowSeen = new CountDownLatch(1);
        CountDownLatch fastDone = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        FakeOllama ollama = ollama((request, reply) -> {
            boolean slow = calls.getAndIncrement() == 0;
            reply.line(line(slow ? "slow" : "fast"));
            if (slow) {
                await(slowSeen);
            }
            reply.line(DONE).end();
            if (!slow) {
                fastDone.countDown();
            }
        });
        RawClient client = chat(start(guard(ollama)), "\"n\":2,\"stream\":true");
        StringBuilder seen = new StringBuilder();
        while (!(seen.toString().contains("slow") && seen.toString().contains("fast"))) {
            seen.append(client.event());
        }
        await(fastDone);
        slowSeen.countDown();
        List<String> rest = events(client);
        assertThat(Collections.frequency(rest, "data: [DONE]")).isEqualTo(1);
        assertThat(rest).last().isEqualTo("data: [DONE]");
        assertThat(client.endedCleanly()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"n\":2", "\"n\":2,\"stream\":true"})
    void failureOfOneCallEndsTheOthers(String members) throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        FakeOllama ollama = ollama((request, reply) -> {
            boolean failing = calls.getAndIncrement() == 0;
            both.countDown();
            await(both);
            if (failing) {
                reply.json(503, "{\"error\":\"server busy, please try again\"}");
            } else {
                closed.complete(reply.closedWithin(LONG));
            }
        });
        RawClient client = chat(start(guard(ollama)), members);
        assertThat(client.status()).isEqualTo(503);
        assertThat(client.rest()).contains("server busy");
        assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callThatBreaksInMidStreamBreaksTheWholeAnswer() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch seen = new CountDownLatch(1);
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        FakeOllama ollama = ollama((request, reply) -> {
            boolean failing = calls.getAndIncrement() == 0;
            reply.line(line("x"));
            if (failing) {
                await(seen);
                reply.close();
            } else {
                closed.complete(reply.closedWithin(LONG));
            }
        });
        RawClient client = chat(start(guard(ollama)), "\"n\":2,\"stream\":true");
        client.event();
        client.event();
        seen.countDown();
        List<String> rest = events(client);
        assertThat(rest).last().asString().startsWith("event: error\n").contains("upstream_error");
        assertThat(client.endedCleanly()).isFalse();
        assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void clientThatLeavesEndsAllCalls() throws Exception {
        CountDownLatch closed = new CountDownLatch(2);
        FakeOllama ollama = ollama((request, reply) -> {
            reply.linesUntilClosed(line("x"), Duration.ofMillis(10));
            closed.countDown();
        });
        RawClient client = chat(start(guard(ollama)), "\"n\":2,\"stream\":true");
        client.event();
        client.reset();
        await(closed);
    }

    @Test
    void waitingClientOfSeveralCallsGetsSignsOfLife() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        FakeOllama ollama = ollama((request, reply) -> {
            await(seen);
            reply.line(line("x")).line(DONE).end();
        });
        OllamaGuard.Builder guard = guard(ollama)
                .with(Setting.HEARTBEAT_AFTER, Duration.ofMillis(20))
                .with(Setting.HEARTBEAT_EVERY, Duration.ofMillis(20));
        RawClient client = chat(start(guard), "\"n\":2,\"stream\":true");
        assertThat(client.event()).isEqualTo(": keep-alive");
        assertThat(client.event()).isEqualTo(": keep-alive");
        seen.countDown();
        assertThat(events(client)).last().isEqualTo("data: [DONE]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"stream\":true"})
    void refusedWishToThinkIsDroppedOnce(String stream) throws Exception {
        FakeOllama ollama = ollama((request, reply) -> {
            if (request.text().contains("\"think\"")) {
                reply.json(400, "{\"error\":\"\\\"m\\\" does not support thinking\"}");
            } else if (stream.isEmpty()) {
                reply.json(200, DONE.replace("\"content\":\"\"", "\"content\":\"plain\""));
            } else {
                reply.line(line("plain")).line(DONE).end();
            }
        });
        RawClient client = chat(start(guard(ollama)), "\"reasoning_effort\":\"low\"" + stream);
        assertThat(client.status()).isEqualTo(200);
        assertThat(client.rest()).contains("plain");
        assertThat(ollama.requests()).hasSize(2);
    }

    private FakeOllama ollama(FakeOllama.Script script) throws IOException {
        FakeOllama ollama = FakeOllama.start(script);
        resources.push(ollama);
        return ollama;
    }

    private OllamaGuard.Builder guard(FakeOllama ollama) throws IOException {
        Path keys = Files.writeString(directory.resolve("keys.txt"), "test-key\n");
        return OllamaGuard.builder().with(Setting.UPSTREAM, ollama.uri()).with(Setting.KEYS_FILE, keys);
    }

    private int start(OllamaGuard.Builder guard) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", false, false);
        context.addServletContainerInitializer(
                (classes, servletContext) -> guard.build().install(servletContext));
        server.setHandler(context);
        server.setStopTimeout(0);
        server.start();
        resources.push(server::stop);
        return connector.getLocalPort();
    }

    private RawClient client(int port) throws IOException {
        RawClient client = RawClient.connect(port);
        resources.push(client);
        return client;
    }

    private RawClient chat(int port, String members) throws IOException {
        return client(port)
                .send(
                        "POST",
                        "/ollama/v1/chat/completions",
                        "{" + MESSAGES + "," + members + "}",
                        "X-API-Key",
                        "test-key");
    }

    private static String line(String text) {
        return "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"" + text + "\"},\"done\":false}";
    }

    private static List<String> events(RawClient client) throws IOException {
        List<String> events = new ArrayList<>();
        for (String event = client.event(); event != null; event = client.event()) {
            events.add(event);
        }
        return events;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends a start that has shown enough. */
    private static final class StopStart extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
