package io.github.ollamaguard.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the proxy servlet tells whoever stands downstream, and what that is good for. */
abstract class HeartbeatSuite extends GuardFixture {
    @Test
    void heartbeatShowsThatAWaitingClientHasGone() throws Exception {
        CompletableFuture<Long> left = new CompletableFuture<>();
        CompletableFuture<Duration> closed = new CompletableFuture<>();
        FakeOllama ollama = ollama((request, reply) -> {
            reply.awaitClosed(LONG);
            closed.complete(Duration.ofNanos(System.nanoTime() - left.get()));
        });
        RawClient client = commented(ollama, Settings.builder());
        assertThat(client.line()).isEqualTo(": keep-alive");
        left.complete(System.nanoTime());
        client.close();
        assertThat(closed.get(LONG.toSeconds(), TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void heartbeatGoesOnWithinTheStreamUntilTheNextLine() throws Exception {
        CountDownLatch waited = new CountDownLatch(1);
        FakeOllama ollama = ollama((request, reply) -> {
            reply.line("one");
            assertThat(waited.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            reply.line("two").end();
        });
        RawClient client = commented(ollama, Settings.builder());
        assertThat(lineAfterComments(client)).isEqualTo("one");
        assertThat(client.line()).isEqualTo(": keep-alive");
        assertThat(client.line()).isEqualTo(": keep-alive");
        waited.countDown();
        assertThat(client.rest()).matches("(: keep-alive\n)*two\n");
        assertThat(client.endedCleanly()).isTrue();
    }

    @Test
    void failureIsToldToWhoeverStandsDownstream() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        FakeOllama ollama = ollama((request, reply) -> {
            reply.line("one");
            // A reset takes along what has not been read yet.
            assertThat(read.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            reply.reset();
        });
        RawClient client = commented(ollama, Settings.builder());
        assertThat(lineAfterComments(client)).isEqualTo("one");
        read.countDown();
        assertThat(lineAfterComments(client)).isEqualTo("failed: upstream_error");
    }

    @Test
    void refusalIsToldToWhoeverStandsDownstream() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> {});
        RawClient client = commented(ollama, Settings.builder().with(Setting.MAX_BODY, 1L));
        assertThat(client.line()).isEqualTo("failed: request_too_large");
    }

    /** A busy machine may be slower than the time after which comments begin. */
    private static String lineAfterComments(RawClient client) throws IOException {
        String line = client.line();
        while (": keep-alive".equals(line)) {
            line = client.line();
        }
        return line;
    }

    private RawClient commented(FakeOllama ollama, Settings.Builder settings) throws Exception {
        Settings all = settings.with(Setting.UPSTREAM, ollama.uri())
                .with(Setting.HEARTBEAT_AFTER, Duration.ofMillis(150))
                .with(Setting.HEARTBEAT_EVERY, Duration.ofMillis(100))
                .build();
        int port = mount(context -> {
            context.addFilter("commenting", new CommentingFilter())
                    .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
            new NativeFace().install(context, all);
        });
        return client(port).send("POST", "/ollama/api/chat", "{}");
    }
}
