package io.github.ollamaguard.internal.upstream.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.Upstream;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** What tests of the HTTP side need: an upstream, and an Ollama that follows a script. */
abstract class UpstreamFixture {
    static final Duration LONG = Duration.ofSeconds(20);
    static final NativeRequest CHAT = new NativeRequest(NativeOperation.CHAT, "{\"q\":\"ü\"}".getBytes(UTF_8));

    final List<AutoCloseable> resources = new ArrayList<>();
    Duration connect = Duration.ofSeconds(10);
    Duration idle = Duration.ofSeconds(20);

    @AfterEach
    void release() throws Exception {
        for (AutoCloseable resource : resources) {
            resource.close();
        }
    }

    FakeOllama start(FakeOllama.Script script) throws IOException {
        FakeOllama ollama = FakeOllama.start(script);
        resources.add(ollama);
        return ollama;
    }

    HttpUpstream upstream(FakeOllama ollama) {
        return upstream(ollama.uri().toString());
    }

    HttpUpstream upstream(String uri) {
        HttpUpstream upstream = new HttpUpstream(settings(uri));
        resources.add(upstream);
        return upstream;
    }

    Settings settings(String uri) {
        return Settings.builder()
                .with(Setting.UPSTREAM, URI.create(uri))
                .with(Setting.CONNECT_TIMEOUT, connect)
                .with(Setting.IDLE_TIMEOUT, idle)
                .build();
    }

    static ApiError error(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        return Objects.requireNonNull(catchThrowableOfType(ApiException.class, action))
                .error();
    }

    static ApiError failure(HttpUpstream upstream) {
        return error(() -> upstream.call(CHAT, new Received()));
    }

    static String all(HttpUpstream upstream) throws ApiException, IOException {
        return received(upstream, CHAT).text();
    }

    static Received received(Upstream upstream, NativeRequest request) throws ApiException, IOException {
        Received received = new Received();
        upstream.call(request, received);
        return received;
    }

    /** Waits until what comes comes no more for a while, and returns how much came. */
    static long stalled(Semaphore coming) {
        try {
            long count = 0;
            while (coming.tryAcquire(count == 0 ? LONG.toMillis() : 300, TimeUnit.MILLISECONDS)) {
                count++;
            }
            return count;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A script that begins somehow and then waits until it is left. */
    static final class Closing implements FakeOllama.Script {
        interface Beginning {
            void send(FakeReply reply) throws IOException;
        }

        private final Beginning beginning;
        private final CountDownLatch closed = new CountDownLatch(1);

        Closing(Beginning beginning) {
            this.beginning = beginning;
        }

        @Override
        public void answer(FakeRequest request, FakeReply reply) throws IOException {
            beginning.send(reply);
            reply.awaitClosed(LONG);
            closed.countDown();
        }

        void expectClosed() throws InterruptedException {
            assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }
}
