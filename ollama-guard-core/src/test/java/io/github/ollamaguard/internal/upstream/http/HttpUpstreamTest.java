package io.github.ollamaguard.internal.upstream.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP side of the upstream port against a scripted Ollama. */
final class HttpUpstreamTest extends UpstreamFixture {
    private static final Duration NONE = Duration.ofMillis(1);

    @Test
    void requestIsBuiltFromConstantsAndTheBody() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.json(200, "{}"));
        assertThat(all(upstream(ollama.uri() + "/base"))).isEqualTo("{}");
        FakeRequest request = ollama.awaitRequest();
        assertThat(request.head().startLine()).isEqualTo("POST /base/api/chat HTTP/1.1");
        assertThat(request.text()).isEqualTo("{\"q\":\"ü\"}");
        assertThat(request.headers())
                .containsOnlyKeys("host", "user-agent", "accept", "accept-encoding", "content-type", "content-length");
        assertThat(request.header("host")).isEqualTo(ollama.uri().getAuthority());
        assertThat(request.header("user-agent")).isEqualTo("ollama-guard");
        assertThat(request.header("accept-encoding")).isEqualTo("identity");
        assertThat(request.header("content-type")).isEqualTo("application/json");
    }

    @Test
    void operationWithoutABodySendsNone() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.json(200, "{}"));
        assertThat(received(upstream(ollama), NativeRequest.of(NativeOperation.TAGS))
                        .text())
                .isEqualTo("{}");
        FakeRequest request = ollama.awaitRequest();
        assertThat(request.head().startLine()).isEqualTo("GET /api/tags HTTP/1.1");
        assertThat(request.headers()).doesNotContainKeys("content-type", "content-length", "transfer-encoding");
    }

    @Test
    void headOfAFailureIsPassedOn() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.json(503, "{\"error\":\"busy\"}", "Retry-After", "7"));
        Received received = received(upstream(ollama), CHAT);
        assertThat(received.head()).isEqualTo(new UpstreamHead(503, "application/json; charset=utf-8", 16, "7"));
        assertThat(received.text()).isEqualTo("{\"error\":\"busy\"}");
    }

    @Test
    void headIsThereBeforeTheFirstByte() throws Exception {
        CountDownLatch headSeen = new CountDownLatch(1);
        FakeOllama ollama = start((request, reply) -> {
            reply.head(200, "Content-Type", "application/x-ndjson");
            await(headSeen);
            reply.line("{}").end();
        });
        Received received = new Received() {
            @Override
            void taken(UpstreamHead head) {
                assertThat(head).isEqualTo(new UpstreamHead(200, "application/x-ndjson", -1, null));
                headSeen.countDown();
            }
        };
        upstream(ollama).call(CHAT, received);
        assertThat(received.text()).isEqualTo("{}\n");
    }

    @Test
    void patienceEndsWithoutAHead() throws Exception {
        Closing closing = new Closing(reply -> {});
        Received received = new Received();
        HttpUpstream upstream = upstream(start(closing));
        assertThat(error(() -> upstream.call(CHAT.within(NONE), received))).isEqualTo(ApiError.upstreamTimeout());
        assertThat(received.head()).isNull();
        closing.expectClosed();
    }

    @Test
    void patienceEndsWithinTheAnswer() throws Exception {
        Closing closing = new Closing(reply -> reply.line("one"));
        Received received = new Received();
        HttpUpstream upstream = upstream(start(closing));
        assertThat(error(() -> upstream.call(CHAT.within(Duration.ofMillis(150)), received)))
                .isEqualTo(ApiError.upstreamTimeout());
        closing.expectClosed();
    }

    @Test
    void patienceMayBeLongerThanTheIdleTimeout() throws Exception {
        idle = Duration.ofMillis(100);
        FakeOllama ollama = start((request, reply) -> {
            if (!reply.closedWithin(Duration.ofMillis(400))) {
                reply.json(200, "late");
            }
        });
        HttpUpstream upstream = upstream(ollama);
        assertThat(received(upstream, CHAT.within(LONG)).text()).isEqualTo("late");
        assertThat(failure(upstream)).isEqualTo(ApiError.upstreamTimeout());
    }

    @Test
    void everyLineIsReadWhenItIsSent() throws Exception {
        CountDownLatch[] read = {new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)};
        FakeOllama ollama = start((request, reply) -> {
            for (int i = 0; i < read.length; i++) {
                reply.line("{\"i\":" + i + "}");
                await(read[i]);
            }
            reply.end();
        });
        AtomicInteger next = new AtomicInteger();
        Received received = new Received() {
            @Override
            boolean taken(String piece) {
                int i = next.getAndIncrement();
                assertThat(piece).isEqualTo("{\"i\":" + i + "}\n");
                read[i].countDown();
                return true;
            }
        };
        upstream(ollama).call(CHAT, received);
        assertThat(next).hasValue(3);
    }

    @Test
    void burstIsReadInOneGo() throws Exception {
        FakeOllama ollama = start((request, reply) -> {
            reply.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na\n\r\n2\r\nb\n\r\n2\r\nc\n\r\n");
            reply.closedWithin(LONG);
        });
        Received received = new Received() {
            @Override
            boolean taken(String piece) {
                return false;
            }
        };
        upstream(ollama).call(CHAT, received);
        assertThat(received.text()).isEqualTo("a\nb\nc\n");
    }

    /** Splits that the caller is sure to see are those of {@link SecureUpstreamTest} and {@link ReplyParserTest}. */
    @Test
    void everySplitGivesTheSameAnswer() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\n{\"a\":\r\n5\r\n\"ü\"}\r\n1\r\n\n\r\n0\r\n\r\n";
        byte[] bytes = answer.getBytes(UTF_8);
        AtomicInteger split = new AtomicInteger();
        FakeOllama ollama = start((request, reply) -> {
            int at = split.get();
            reply.raw(Arrays.copyOfRange(bytes, 0, at));
            reply.raw(Arrays.copyOfRange(bytes, at, bytes.length)).complete();
        });
        HttpUpstream upstream = upstream(ollama);
        for (int at = 1; at < bytes.length; at++) {
            split.set(at);
            assertThat(all(upstream)).as("split at %d", at).isEqualTo("{\"a\":\"ü\"}\n");
        }
    }

    @Test
    void lineOfAMegabyteArrivesWhole() throws Exception {
        String line = "x".repeat(1_000_000);
        FakeOllama ollama = start((request, reply) -> reply.line(line).end());
        assertThat(all(upstream(ollama))).isEqualTo(line + "\n");
    }

    @Test
    void replyThatTakesNothingHoldsUpstreamBack() throws Exception {
        Semaphore sent = new Semaphore(0);
        byte[] block = new byte[64 * 1024];
        int blocks = 1024;
        FakeOllama ollama = start((request, reply) -> {
            reply.head(200);
            for (int i = 0; i < blocks; i++) {
                reply.bytes(block);
                sent.release();
            }
            reply.end();
        });
        AtomicLong read = new AtomicLong();
        upstream(ollama).call(CHAT, new Received() {
            @Override
            public boolean bytes(byte[] bytes, int offset, int length) {
                if (read.getAndAdd(length) == 0) {
                    assertThat(stalled(sent)).isBetween(1L, blocks / 2L);
                }
                return true;
            }
        });
        assertThat(read).hasValue((long) blocks * block.length);
    }

    @Test
    void connectionIsUsedAgain() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.json(200, "{}"));
        HttpUpstream upstream = upstream(ollama);
        for (int i = 0; i < 50; i++) {
            assertThat(all(upstream)).isEqualTo("{}");
        }
        assertThat(ollama.connections()).isEqualTo(1);
    }

    @Test
    void nobodyListeningIsUnreachable() throws Exception {
        FakeOllama ollama = start((request, reply) -> {});
        ollama.close();
        assertThat(failure(upstream(ollama))).isEqualTo(ApiError.upstreamUnreachable());
    }

    @Test
    void unknownHostIsUnreachable() throws Exception {
        assertThat(failure(upstream("http://no-such-host.invalid:1"))).isEqualTo(ApiError.upstreamUnreachable());
    }

    @Test
    void connectTimeoutIsUnreachable() throws Exception {
        connect = Duration.ofMillis(300);
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            long start = System.nanoTime();
            assertThat(failure(upstream("http://127.0.0.1:" + full.getLocalPort())))
                    .isEqualTo(ApiError.upstreamUnreachable());
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(250), Duration.ofSeconds(5));
        }
    }

    @Test
    void silenceBeforeTheHeadIsATimeout() throws Exception {
        idle = Duration.ofMillis(150);
        FakeOllama ollama = start((request, reply) -> reply.closedWithin(LONG));
        assertThat(failure(upstream(ollama))).isEqualTo(ApiError.upstreamTimeout());
    }

    @Test
    void silenceWithinTheAnswerIsATimeout() throws Exception {
        idle = Duration.ofMillis(150);
        Closing closing = new Closing(reply -> reply.line("one"));
        HttpUpstream upstream = upstream(start(closing));
        Received received = new Received();
        assertThat(error(() -> upstream.call(CHAT, received))).isEqualTo(ApiError.upstreamTimeout());
        assertThat(received.text()).isEqualTo("one\n");
        closing.expectClosed();
    }

    @Test
    void slowAnswerIsNoTimeout() throws Exception {
        idle = Duration.ofSeconds(1);
        FakeOllama ollama = start((request, reply) -> {
            for (int i = 0; i < 5; i++) {
                assertThat(reply.closedWithin(Duration.ofMillis(300))).isFalse();
                reply.line("x");
            }
            reply.end();
        });
        assertThat(all(upstream(ollama))).isEqualTo("x\n".repeat(5));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void upstreamThatDiesBeforeTheHeadIsUnreachableAndNotAskedTwice(boolean reset) throws Exception {
        FakeOllama ollama = start((request, reply) -> die(reply, reset));
        assertThat(failure(upstream(ollama))).isEqualTo(ApiError.upstreamUnreachable());
        assertThat(ollama.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void upstreamThatDiesWithinTheAnswerBreaksIt(boolean reset) throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        FakeOllama ollama = start((request, reply) -> {
            reply.line("one");
            await(read);
            die(reply, reset);
        });
        Received received = new Received() {
            @Override
            boolean taken(String piece) {
                read.countDown();
                return true;
            }
        };
        HttpUpstream upstream = upstream(ollama);
        assertThat(error(() -> upstream.call(CHAT, received))).isEqualTo(ApiError.upstreamBroken());
        assertThat(received.text()).isEqualTo("one\n");
        assertThat(ollama.requests()).hasSize(1);
    }

    @Test
    void answerShorterThanItsLengthIsBrokenAfterItsBytes() throws Exception {
        FakeOllama ollama = start((request, reply) -> {
            reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            reply.close();
        });
        HttpUpstream upstream = upstream(ollama);
        Received received = new Received();
        assertThat(error(() -> upstream.call(CHAT, received))).isEqualTo(ApiError.upstreamBroken());
        assertThat(received.text()).isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK\r\nContent-Length: 0", "204 No Content", "200 OK\r\nTransfer-Encoding: chunked"})
    void emptyAnswerIsComplete(String head) throws Exception {
        String end = head.endsWith("chunked") ? "0\r\n\r\n" : "";
        FakeOllama ollama = start((request, reply) ->
                reply.raw("HTTP/1.1 " + head + "\r\n\r\n" + end).complete());
        HttpUpstream upstream = upstream(ollama);
        for (int i = 0; i < 2; i++) {
            assertThat(all(upstream)).isEmpty();
        }
        assertThat(ollama.connections()).isEqualTo(1);
    }

    @Test
    void answerWithoutFramingEndsWithTheConnection() throws Exception {
        FakeOllama ollama = start((request, reply) -> {
            reply.raw("HTTP/1.0 200 OK\r\n\r\nabc");
            reply.close();
        });
        assertThat(all(upstream(ollama))).isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.6\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://example.com/\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\n\r\n",
                "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx"
            })
    void answerThatOllamaWouldNotGiveIsInvalid(String answer) throws Exception {
        FakeOllama ollama = start((request, reply) -> {
            reply.raw(answer);
            reply.closedWithin(LONG);
        });
        assertThat(failure(upstream(ollama))).isEqualTo(ApiError.upstreamInvalid());
        assertThat(ollama.requests()).hasSize(1);
    }

    @Test
    void endlessHeaderIsInvalid() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        FakeOllama ollama = start((request, reply) -> {
            reply.raw("HTTP/1.1 200 OK\r\nX: ");
            try {
                while (true) {
                    reply.raw("x".repeat(1000));
                }
            } catch (IOException closed) {
                cut.countDown();
            }
        });
        assertThat(failure(upstream(ollama))).isEqualTo(ApiError.upstreamInvalid());
        assertThat(cut.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void answerBeforeTheWholeRequestCounts() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread early = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read();
                    socket.getOutputStream().write("HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno".getBytes(UTF_8));
                    socket.getInputStream().skipNBytes(32 * 1024 * 1024 - 1);
                } catch (IOException closed) {
                    // The client may close as soon as it has the answer.
                }
            });
            early.start();
            NativeRequest large = new NativeRequest(NativeOperation.CHAT, new byte[32 * 1024 * 1024]);
            Received received = received(upstream("http://127.0.0.1:" + server.getLocalPort()), large);
            assertThat(Objects.requireNonNull(received.head()).status()).isEqualTo(413);
            assertThat(received.text()).isEqualTo("no");
            early.join(LONG.toMillis());
        }
    }

    @Test
    void cookiesAreForgotten() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.json(200, "{}", "Set-Cookie", "a=b; Path=/"));
        HttpUpstream upstream = upstream(ollama);
        for (int i = 0; i < 2; i++) {
            all(upstream);
        }
        assertThat(ollama.requests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.header("cookie")).isNull());
    }

    @Test
    void proxyOfTheSystemIsNotUsed() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.json(200, "{}"));
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", "1");
        System.setProperty("http.nonProxyHosts", "");
        try {
            assertThat(all(upstream(ollama))).isEqualTo("{}");
        } finally {
            List.of("http.proxyHost", "http.proxyPort", "http.nonProxyHosts").forEach(System::clearProperty);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pooledConnectionsThatAreClosedAreNotUsed(boolean reset) throws Exception {
        Semaphore read = new Semaphore(0);
        Semaphore closed = new Semaphore(0);
        FakeOllama ollama = start((request, reply) -> {
            reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(read.tryAcquire(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            die(reply, reset);
            closed.release();
        });
        HttpUpstream upstream = upstream(ollama);
        for (int i = 0; i < 5; i++) {
            assertThat(all(upstream)).isEqualTo("{}");
            read.release();
            assertThat(closed.tryAcquire(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ollama.requests()).hasSize(5);
        assertThat(ollama.connections()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
            })
    void connectionWithAnUnclearStateIsNotUsedAgain(String answer) throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.raw(answer).complete());
        HttpUpstream upstream = upstream(ollama);
        for (int i = 0; i < 2; i++) {
            assertThat(all(upstream)).isEqualTo("{}");
        }
        assertThat(ollama.connections()).isEqualTo(2);
    }

    @Test
    void answerNobodyAskedForIsNeverRead() throws Exception {
        CountDownLatch headSeen = new CountDownLatch(1);
        FakeOllama ollama = start((request, reply) -> {
            reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
            await(headSeen);
            reply.raw("{}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil").complete();
        });
        HttpUpstream upstream = upstream(ollama);
        for (int i = 0; i < 2; i++) {
            Received received = new Received() {
                @Override
                void taken(UpstreamHead head) {
                    headSeen.countDown();
                }
            };
            upstream.call(CHAT, received);
            assertThat(received.text()).isEqualTo("{}");
        }
        assertThat(ollama.connections()).isEqualTo(2);
    }

    @Test
    void serverThatReadsNothingIsATimeout() throws Exception {
        idle = Duration.ofMillis(300);
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            NativeRequest large = new NativeRequest(NativeOperation.CHAT, new byte[32 * 1024 * 1024]);
            HttpUpstream upstream = upstream("http://127.0.0.1:" + deaf.getLocalPort());
            assertThat(error(() -> upstream.call(large, new Received()))).isEqualTo(ApiError.upstreamTimeout());
        }
    }

    @Test
    void slowReaderIsNoSilenceOfOllama() throws Exception {
        idle = Duration.ofMillis(300);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        FakeOllama ollama = start((request, reply) -> {
            reply.line("one");
            await(reading);
            reply.line("two");
            assertThat(reply.closedWithin(Duration.ofMillis(500))).isFalse();
            late.countDown();
            reply.end();
        });
        Received received = new Received() {
            @Override
            boolean taken(String piece) {
                reading.countDown();
                await(late);
                return true;
            }
        };
        upstream(ollama).call(CHAT, received);
        assertThat(received.text()).isEqualTo("one\ntwo\n");
    }

    @Test
    void wrongFramingIsToldAtOnce() throws Exception {
        FakeOllama ollama = start((request, reply) -> {
            reply.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na\n\r\nnonsense\r\n");
            reply.closedWithin(LONG);
        });
        HttpUpstream upstream = upstream(ollama);
        Received received = new Received();
        long before = System.nanoTime();
        assertThat(error(() -> upstream.call(CHAT, received))).isEqualTo(ApiError.upstreamBroken());
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        assertThat(received.text()).isEqualTo("a\n");
    }

    @Test
    void closedUpstreamLeavesNoThread() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.json(200, "{}"));
        HttpUpstream upstream = new HttpUpstream(settings(ollama.uri().toString()));
        all(upstream);
        assertThat(ownThreads()).isNotEmpty().allMatch(Thread::isDaemon);
        upstream.close();
        assertThat(ownThreads()).isEmpty();
    }

    private static List<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ollama-guard-"))
                .toList();
    }

    private static void die(FakeReply reply, boolean reset) throws IOException {
        if (reset) {
            reply.reset();
        } else {
            reply.close();
        }
    }
}
