package io.github.ollamaguard.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Signs of life for a client that waits (keep-alive comments), and what they are good for. */
abstract class HeartbeatSuite extends GuardFixture {
    private static final String REQUEST =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":true}";
    private static final String LAST =
            "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\"}";

    @Test
    void heartbeatShowsThatAWaitingClientHasGone() throws Exception {
        CompletableFuture<Long> left = new CompletableFuture<>();
        CompletableFuture<Duration> closed = new CompletableFuture<>();
        FakeOllama ollama = ollama((request, reply) -> {
            reply.awaitClosed(LONG);
            closed.complete(Duration.ofNanos(System.nanoTime() - left.get()));
        });
        RawClient client = commented(ollama, Settings.builder());
        assertThat(client.event()).isEqualTo(": keep-alive");
        left.complete(System.nanoTime());
        client.close();
        assertThat(closed.get(LONG.toSeconds(), TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void heartbeatGoesOnWithinTheStreamUntilTheNextLine() throws Exception {
        CountDownLatch waited = new CountDownLatch(1);
        FakeOllama ollama = ollama((request, reply) -> {
            reply.line(line("one"));
            assertThat(waited.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            reply.line(line("two")).line(LAST).end();
        });
        RawClient client = commented(ollama, Settings.builder());
        assertThat(eventAfterComments(client)).contains("\"one\"");
        assertThat(client.event()).isEqualTo(": keep-alive");
        assertThat(client.event()).isEqualTo(": keep-alive");
        waited.countDown();
        assertThat(eventAfterComments(client)).contains("\"two\"");
        assertThat(client.rest()).endsWith("data: [DONE]\n\n");
        assertThat(client.endedCleanly()).isTrue();
    }

    @Test
    void failureAfterSignsOfLifeIsAnEvent() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        FakeOllama ollama = ollama((request, reply) -> {
            reply.line(line("one"));
            // A reset takes along what has not been read yet.
            assertThat(read.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            reply.reset();
        });
        RawClient client = commented(ollama, Settings.builder());
        assertThat(eventAfterComments(client)).contains("\"one\"");
        read.countDown();
        assertThat(eventAfterComments(client)).startsWith("event: error\n").contains("upstream_error");
        // Not every container cuts the connection as well.
        assertThat(client.event()).isNull();
    }

    @Test
    void refusalBeforeAnySignKeepsItsStatus() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> {});
        RawClient client = commented(ollama, Settings.builder().with(Setting.MAX_BODY, 1L));
        assertThat(client.status()).isEqualTo(413);
    }

    private static String line(String content) {
        return "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"" + content + "\"},\"done\":false}";
    }

    /** A busy machine may be slower than the time after which comments begin. */
    private static String eventAfterComments(RawClient client) throws IOException {
        String event = client.event();
        while (": keep-alive".equals(event)) {
            event = client.event();
        }
        return event;
    }

    private RawClient commented(FakeOllama ollama, Settings.Builder settings) throws Exception {
        Settings all = settings.with(Setting.UPSTREAM, ollama.uri())
                .with(Setting.HEARTBEAT_AFTER, Duration.ofMillis(150))
                .with(Setting.HEARTBEAT_EVERY, Duration.ofMillis(100))
                .build();
        int port = mount(context -> new OpenAiFace().install(context, all));
        return client(port).send("POST", "/ollama/v1/chat/completions", REQUEST, new OpenAiFace().headers());
    }
}
