package io.github.ollamaguard.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers whose chunks come apart, which an event loop passes on. */
final class LentAnswerTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final NativeRequest TAGS = NativeRequest.of(NativeOperation.TAGS);

    /** The reader asks for bytes. */
    private final Semaphore asks = new Semaphore(0);

    /** The loop has passed something on. */
    private final Semaphore taken = new Semaphore(0);

    private final IOException gone = new IOException("gone");
    private Duration idle = LONG;
    private FakeOllama ollama;
    private SocketUpstream upstream;

    @AfterEach
    void stop() throws Exception {
        upstream.close();
        ollama.close();
    }

    /** What has become of an answer. */
    private final class Reading implements LentAnswer.StandIn {
        private final ByteArrayOutputStream own = new ByteArrayOutputStream();
        private final ByteArrayOutputStream lent = new ByteArrayOutputStream();

        @Override
        public boolean tryBegin() {
            return true;
        }

        @Override
        public void take(byte[] bytes, int count) throws IOException {
            lent.write(bytes, 0, count);
            taken.release();
        }

        @Override
        public void end() {}

        /** Reads to the end. */
        Reading all(SocketCall call) throws Exception {
            return all(call, this);
        }

        Reading all(SocketCall call, LentAnswer.StandIn standIn) throws Exception {
            call.head();
            byte[] into = new byte[1024];
            for (int count = next(call, into, standIn); count >= 0; count = next(call, into, standIn)) {
                own.write(into, 0, count);
            }
            return this;
        }

        private int next(SocketCall call, byte[] into, LentAnswer.StandIn standIn) throws Exception {
            asks.release();
            return call.read(into, standIn);
        }

        String own() {
            return own.toString(UTF_8);
        }

        String lent() {
            return lent.toString(UTF_8);
        }
    }

    /** The first pieces of an answer, so far apart that the next one is lent. */
    private void begin(FakeReply reply) throws Exception {
        reply.head(200, "Content-Type", "application/x-ndjson");
        apart();
        reply.line("1");
        asks.acquire();
        TimeUnit.MILLISECONDS.sleep(5); // That the reader waits on the loop, nobody outside can see.
    }

    private void apart() throws Exception {
        asks.acquire();
        TimeUnit.MILLISECONDS.sleep(5); // The pause itself is what matters.
    }

    @Test
    void piecesThatComeApartAreTakenByTheLoop() throws Exception {
        start(reply -> {
            begin(reply);
            for (String line : new String[] {"2", "3", "4"}) {
                reply.line(line);
                taken.acquire();
            }
            reply.end();
        });
        try (SocketCall call = upstream.send(TAGS)) {
            Reading reading = new Reading().all(call);
            assertThat(reading.own()).isEqualTo("1\n");
            assertThat(reading.lent()).isEqualTo("2\n3\n4\n");
        }
        assertThatTheConnectionIsUsedAgain(true);
    }

    @Test
    void everySplitOfTheBytesGivesTheSameAnswer() throws Exception {
        byte[] rest = "3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nT: v\r\n\r\n".getBytes(UTF_8);
        for (int at = 1; at < rest.length; at++) {
            int split = at;
            start(reply -> {
                begin(reply);
                reply.raw(Arrays.copyOf(rest, split));
                TimeUnit.MILLISECONDS.sleep(2); // Nothing shows that the first part has been read.
                reply.raw(Arrays.copyOfRange(rest, split, rest.length)).complete();
            });
            try (SocketCall call = upstream.send(TAGS)) {
                assertThat(new Reading().all(call).lent()).as("split at %d", at).isEqualTo("abcdefgh");
            }
            stop();
        }
    }

    @Test
    void moreThanTheBufferHoldsArrivesWhole() throws Exception {
        String line = "x".repeat(100_000);
        start(reply -> {
            begin(reply);
            reply.line(line).line(line).end();
        });
        try (SocketCall call = upstream.send(TAGS)) {
            assertThat(new Reading().all(call).lent()).isEqualTo(line + "\n" + line + "\n");
        }
    }

    @Test
    void whatNobodyAskedForSpoilsTheConnection() throws Exception {
        start(reply -> {
            begin(reply);
            reply.raw("0\r\n\r\nHTTP/1.1 200 OK\r\n").complete();
        });
        try (SocketCall call = upstream.send(TAGS)) {
            assertThat(new Reading().all(call).own()).isEqualTo("1\n");
        }
        assertThatTheConnectionIsUsedAgain(false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ollamaThatDiesIsABrokenAnswer(boolean reset) throws Exception {
        start(reply -> {
            begin(reply);
            reply.line("2");
            taken.acquire();
            if (reset) {
                reply.reset();
            } else {
                reply.close();
            }
        });
        assertThat(failure().error().status()).isEqualTo(502);
    }

    @Test
    void framingThatIsWrongIsABrokenAnswer() throws Exception {
        start(reply -> {
            begin(reply);
            reply.raw("no size\r\n");
            reply.awaitClosed(LONG);
        });
        assertThat(failure().error().status()).isEqualTo(502);
    }

    @Test
    void silenceIsATimeout() throws Exception {
        idle = Duration.ofMillis(300);
        start(reply -> {
            begin(reply);
            reply.line("2");
            reply.awaitClosed(LONG);
        });
        assertThat(failure().error().status()).isEqualTo(504);
    }

    @Test
    void anybodyCanAbort() throws Exception {
        start(reply -> {
            begin(reply);
            reply.line("2");
            reply.awaitClosed(LONG);
        });
        try (SocketCall call = upstream.send(TAGS)) {
            Thread other = new Thread(() -> {
                taken.acquireUninterruptibly();
                call.abort();
            });
            other.start();
            assertThatThrownBy(() -> new Reading().all(call)).isInstanceOf(ApiException.class);
        }
    }

    @Test
    void interruptedThreadStopsReading() throws Exception {
        start(reply -> {
            begin(reply);
            reply.line("2");
            reply.awaitClosed(LONG);
        });
        Thread reader = Thread.currentThread();
        Thread other = new Thread(() -> {
            taken.acquireUninterruptibly();
            reader.interrupt();
        });
        other.start();
        try (SocketCall call = upstream.send(TAGS)) {
            assertThatThrownBy(() -> new Reading().all(call)).isInstanceOf(ApiException.class);
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void failureOfTheClientIsTheReaders() throws Exception {
        start(reply -> {
            begin(reply);
            reply.line("2");
            reply.awaitClosed(LONG);
        });
        assertThatThrownBy(() -> readingOfOneWhoHasGone()).isSameAs(gone);
    }

    @Test
    void whatNobodyAskedForSpoilsTheConnectionAlsoOfAClientThatHasGone() throws Exception {
        start(reply -> {
            begin(reply);
            reply.raw("2\r\n2\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n").complete();
        });
        assertThatThrownBy(() -> readingOfOneWhoHasGone()).isSameAs(gone);
        assertThatTheConnectionIsUsedAgain(false);
    }

    private Reading readingOfOneWhoHasGone() throws Exception {
        LentAnswer.StandIn client = new LentAnswer.StandIn() {
            @Override
            public boolean tryBegin() {
                return true;
            }

            @Override
            public void take(byte[] bytes, int count) throws IOException {
                throw gone;
            }

            @Override
            public void end() {}
        };
        try (SocketCall call = upstream.send(TAGS)) {
            return new Reading().all(call, client);
        }
    }

    @Test
    void responseThatIsNotFreeIsTheOwnThreadsAffair() throws Exception {
        start(reply -> {
            begin(reply);
            reply.line("2").line("3").end();
        });
        LentAnswer.StandIn busy = new LentAnswer.StandIn() {
            @Override
            public boolean tryBegin() {
                return false;
            }

            @Override
            public void take(byte[] bytes, int count) {
                throw new AssertionError("not free");
            }

            @Override
            public void end() {
                throw new AssertionError("not begun");
            }
        };
        try (SocketCall call = upstream.send(TAGS)) {
            assertThat(new Reading().all(call, busy).own()).isEqualTo("1\n2\n3\n");
        }
    }

    private ApiException failure() throws Exception {
        try (SocketCall call = upstream.send(TAGS)) {
            return catchThrowableOfType(ApiException.class, () -> new Reading().all(call));
        }
    }

    private void assertThatTheConnectionIsUsedAgain(boolean again) throws Exception {
        int before = ollama.connections();
        try (SocketCall call = upstream.send(TAGS)) {
            call.head();
        }
        assertThat(ollama.connections() - before).isEqualTo(again ? 0 : 1);
    }

    /** What the scripted Ollama does. */
    @FunctionalInterface
    private interface Script {
        void run(FakeReply reply) throws Exception;
    }

    private void start(Script script) throws Exception {
        ollama = FakeOllama.start((request, reply) -> {
            if (ollama.requests().size() > 1) {
                reply.json(200, "{}");
            } else {
                script.run(reply);
            }
        });
        upstream = new SocketUpstream(Settings.builder()
                .with(Setting.UPSTREAM, ollama.uri())
                .with(Setting.IDLE_TIMEOUT, idle)
                .build());
    }
}
