package io.github.ollamaguard.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.UpstreamCall;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP side of the upstream port against a scripted Ollama. */
final class SocketUpstreamTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration NONE = Duration.ofMillis(1);
    private static final NativeRequest CHAT = new NativeRequest(NativeOperation.CHAT, "{\"q\":\"ü\"}".getBytes(UTF_8));

    private final List<AutoCloseable> resources = new ArrayList<>();
    private Duration connect = Duration.ofSeconds(10);
    private Duration idle = Duration.ofSeconds(20);

    @AfterEach
    void release() throws Exception {
        for (AutoCloseable resource : resources) {
            resource.close();
        }
    }

    @Test
    void requestIsBuiltFromConstantsAndTheBody() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.json(200, "{}"));
        try (UpstreamCall call = upstream(ollama.uri() + "/base").send(CHAT)) {
            assertThat(all(call)).isEqualTo("{}");
        }
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
        try (UpstreamCall call = upstream(ollama).send(NativeRequest.of(NativeOperation.TAGS))) {
            assertThat(all(call)).isEqualTo("{}");
        }
        FakeRequest request = ollama.awaitRequest();
        assertThat(request.head().startLine()).isEqualTo("GET /api/tags HTTP/1.1");
        assertThat(request.headers()).doesNotContainKeys("content-type", "content-length", "transfer-encoding");
    }

    @Test
    void headOfAFailureIsPassedOn() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.json(503, "{\"error\":\"busy\"}", "Retry-After", "7"));
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            assertThat(head(call)).isEqualTo(new UpstreamHead(503, "application/json; charset=utf-8", 16, "7"));
            assertThat(rest(call)).isEqualTo("{\"error\":\"busy\"}");
        }
    }

    @Test
    void headIsThereBeforeTheFirstByte() throws Exception {
        CountDownLatch headSeen = new CountDownLatch(1);
        FakeOllama ollama = start((request, reply) -> {
            reply.head(200, "Content-Type", "application/x-ndjson");
            await(headSeen);
            reply.line("{}").end();
        });
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            assertThat(head(call)).isEqualTo(new UpstreamHead(200, "application/x-ndjson", -1, null));
            headSeen.countDown();
            assertThat(rest(call)).isEqualTo("{}\n");
        }
    }

    @Test
    void patienceEndsWithoutAHead() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        FakeOllama ollama = start((request, reply) -> {
            await(asked);
            reply.json(200, "late");
        });
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            assertThat(call.head(NONE)).isNull();
            asked.countDown();
            assertThat(all(call)).isEqualTo("late");
        }
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
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            head(call);
            for (int i = 0; i < read.length; i++) {
                assertThat(once(call)).isEqualTo("{\"i\":" + i + "}\n");
                read[i].countDown();
            }
            assertThat(rest(call)).isEmpty();
        }
    }

    @Test
    void burstIsReadInOneGo() throws Exception {
        FakeOllama ollama = start((request, reply) -> {
            reply.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na\n\r\n2\r\nb\n\r\n2\r\nc\n\r\n");
            reply.closedWithin(LONG);
        });
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            head(call);
            assertThat(once(call)).isEqualTo("a\nb\nc\n");
        }
    }

    @Test
    void everySplitGivesTheSameAnswer() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\n{\"a\":\r\n5\r\n\"ü\"}\r\n1\r\n\n\r\n0\r\n\r\n";
        byte[] bytes = answer.getBytes(UTF_8);
        AtomicLong split = new AtomicLong();
        FakeOllama ollama = start((request, reply) -> {
            int at = (int) split.get();
            reply.raw(Arrays.copyOfRange(bytes, 0, at));
            TimeUnit.MILLISECONDS.sleep(3); // Nothing can be waited for: the other side shows nothing yet.
            reply.raw(Arrays.copyOfRange(bytes, at, bytes.length)).complete();
        });
        SocketUpstream upstream = upstream(ollama);
        for (int at = 1; at < bytes.length; at++) {
            split.set(at);
            try (UpstreamCall call = upstream.send(CHAT)) {
                assertThat(all(call)).as("split at %d", at).isEqualTo("{\"a\":\"ü\"}\n");
            }
        }
    }

    @Test
    void lineOfAMegabyteArrivesWhole() throws Exception {
        String line = "x".repeat(1_000_000);
        FakeOllama ollama = start((request, reply) -> reply.line(line).end());
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            assertThat(all(call)).isEqualTo(line + "\n");
        }
    }

    @Test
    void unreadAnswerHoldsUpstreamBack() throws Exception {
        AtomicLong sent = new AtomicLong();
        byte[] block = new byte[64 * 1024];
        long total = 64L * 1024 * 1024;
        FakeOllama ollama = start((request, reply) -> {
            reply.head(200);
            for (; sent.get() < total; sent.addAndGet(block.length)) {
                reply.bytes(block);
            }
            reply.end();
        });
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            head(call);
            long stalledAt = stalled(sent);
            assertThat(stalledAt).isBetween(1L, total / 2);
            byte[] into = new byte[100_000];
            long read = 0;
            for (int count = call.read(into); count >= 0; count = call.read(into)) {
                read += count;
            }
            assertThat(read).isEqualTo(total);
        }
    }

    @Test
    void connectionIsUsedAgain() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.json(200, "{}"));
        SocketUpstream upstream = upstream(ollama);
        for (int i = 0; i < 50; i++) {
            try (UpstreamCall call = upstream.send(CHAT)) {
                assertThat(all(call)).isEqualTo("{}");
            }
        }
        assertThat(ollama.connections()).isEqualTo(1);
    }

    @Test
    void closeBeforeTheHeadAborts() throws Exception {
        Closing closing = new Closing(reply -> {});
        FakeOllama ollama = start(closing);
        UpstreamCall call = upstream(ollama).send(CHAT);
        ollama.awaitRequest();
        call.close();
        closing.expectClosed();
    }

    @Test
    void closeWithinTheAnswerAborts() throws Exception {
        Closing closing = new Closing(reply -> reply.line("one"));
        FakeOllama ollama = start(closing);
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            head(call);
            assertThat(once(call)).isEqualTo("one\n");
        }
        closing.expectClosed();
    }

    @Test
    void closeOfAHeldBackAnswerAborts() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        AtomicLong sent = new AtomicLong();
        FakeOllama ollama = start((request, reply) -> {
            try {
                reply.head(200);
                while (true) {
                    reply.bytes(new byte[10_000]);
                    sent.incrementAndGet();
                }
            } catch (IOException closed) {
                broken.countDown();
            }
        });
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            head(call);
            stalled(sent);
        }
        assertThat(broken.await(5, TimeUnit.SECONDS)).isTrue();
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
        try (UpstreamCall call = upstream(start(closing)).send(CHAT)) {
            head(call);
            assertThat(once(call)).isEqualTo("one\n");
            assertThat(error(() -> call.read(new byte[10]))).isEqualTo(ApiError.upstreamTimeout());
        }
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
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            assertThat(all(call)).isEqualTo("x\n".repeat(5));
        }
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
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            head(call);
            assertThat(once(call)).isEqualTo("one\n");
            read.countDown();
            assertThat(error(() -> call.read(new byte[10]))).isEqualTo(ApiError.upstreamBroken());
        }
        assertThat(ollama.requests()).hasSize(1);
    }

    @Test
    void answerShorterThanItsLengthIsBrokenAfterItsBytes() throws Exception {
        FakeOllama ollama = start((request, reply) -> {
            reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            reply.close();
        });
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            head(call);
            assertThat(once(call)).isEqualTo("abc");
            assertThat(error(() -> call.read(new byte[10]))).isEqualTo(ApiError.upstreamBroken());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK\r\nContent-Length: 0", "204 No Content", "200 OK\r\nTransfer-Encoding: chunked"})
    void emptyAnswerIsComplete(String head) throws Exception {
        String end = head.endsWith("chunked") ? "0\r\n\r\n" : "";
        FakeOllama ollama = start((request, reply) ->
                reply.raw("HTTP/1.1 " + head + "\r\n\r\n" + end).complete());
        SocketUpstream upstream = upstream(ollama);
        for (int i = 0; i < 2; i++) {
            try (UpstreamCall call = upstream.send(CHAT)) {
                assertThat(all(call)).isEmpty();
            }
        }
        assertThat(ollama.connections()).isEqualTo(1);
    }

    @Test
    void answerWithoutFramingEndsWithTheConnection() throws Exception {
        FakeOllama ollama = start((request, reply) -> {
            reply.raw("HTTP/1.0 200 OK\r\n\r\nabc");
            reply.close();
        });
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            assertThat(all(call)).isEqualTo("abc");
        }
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
            try (UpstreamCall call =
                    upstream("http://127.0.0.1:" + server.getLocalPort()).send(large)) {
                assertThat(head(call).status()).isEqualTo(413);
                assertThat(rest(call)).isEqualTo("no");
            }
            early.join(LONG.toMillis());
        }
    }

    @Test
    void cookiesAreForgotten() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.json(200, "{}", "Set-Cookie", "a=b; Path=/"));
        SocketUpstream upstream = upstream(ollama);
        for (int i = 0; i < 2; i++) {
            try (UpstreamCall call = upstream.send(CHAT)) {
                all(call);
            }
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
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            assertThat(all(call)).isEqualTo("{}");
        } finally {
            List.of("http.proxyHost", "http.proxyPort", "http.nonProxyHosts").forEach(System::clearProperty);
        }
    }

    @Test
    void interruptEndsTheWaitAndStays() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.closedWithin(LONG));
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            Thread.currentThread().interrupt();
            assertThat(error(() -> call.head(LONG))).isEqualTo(ApiError.upstreamBroken());
            assertThat(Thread.interrupted()).isTrue();
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
        SocketUpstream upstream = upstream(ollama);
        for (int i = 0; i < 5; i++) {
            try (UpstreamCall call = upstream.send(CHAT)) {
                assertThat(all(call)).isEqualTo("{}");
            }
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
        SocketUpstream upstream = upstream(ollama);
        for (int i = 0; i < 2; i++) {
            try (UpstreamCall call = upstream.send(CHAT)) {
                assertThat(all(call)).isEqualTo("{}");
            }
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
        SocketUpstream upstream = upstream(ollama);
        for (int i = 0; i < 2; i++) {
            try (UpstreamCall call = upstream.send(CHAT)) {
                head(call);
                headSeen.countDown();
                assertThat(rest(call)).isEqualTo("{}");
            }
        }
        assertThat(ollama.connections()).isEqualTo(2);
    }

    @Test
    void serverThatReadsNothingIsATimeout() throws Exception {
        idle = Duration.ofMillis(300);
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            NativeRequest large = new NativeRequest(NativeOperation.CHAT, new byte[32 * 1024 * 1024]);
            SocketUpstream upstream = upstream("http://127.0.0.1:" + deaf.getLocalPort());
            assertThat(error(() -> upstream.send(large))).isEqualTo(ApiError.upstreamTimeout());
        }
    }

    @Test
    void closedUpstreamEndsItsCallsAndTakesNoMore() throws Exception {
        Closing closing = new Closing(reply -> reply.line("one"));
        SocketUpstream upstream = upstream(start(closing));
        try (UpstreamCall call = upstream.send(CHAT)) {
            head(call);
            assertThat(once(call)).isEqualTo("one\n");
            upstream.close();
            assertThat(error(() -> call.read(new byte[10]))).isEqualTo(ApiError.upstreamBroken());
        }
        closing.expectClosed();
        assertThat(failure(upstream)).isEqualTo(ApiError.upstreamUnreachable());
    }

    @Test
    void interruptEndsTheSendingOfALargeRequest() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            NativeRequest large = new NativeRequest(NativeOperation.CHAT, new byte[32 * 1024 * 1024]);
            SocketUpstream upstream = upstream("http://127.0.0.1:" + deaf.getLocalPort());
            Thread.currentThread().interrupt();
            assertThat(error(() -> {
                        try (UpstreamCall call = upstream.send(large)) {
                            call.head(LONG);
                        }
                    }))
                    .isIn(ApiError.upstreamBroken(), ApiError.upstreamUnreachable());
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void slowReaderIsNoSilenceOfOllama() throws Exception {
        idle = Duration.ofMillis(300);
        FakeOllama ollama =
                start((request, reply) -> reply.line("one").line("two").end());
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            head(call);
            byte[] into = new byte[1];
            assertThat(call.read(into)).isEqualTo(1);
            TimeUnit.MILLISECONDS.sleep(500);
            assertThat(new String(into, UTF_8) + rest(call)).isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void wrongFramingIsToldAtOnce() throws Exception {
        FakeOllama ollama = start((request, reply) -> {
            reply.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na\n\r\nnonsense\r\n");
            reply.closedWithin(LONG);
        });
        try (UpstreamCall call = upstream(ollama).send(CHAT)) {
            head(call);
            assertThat(once(call)).isEqualTo("a\n");
            long before = System.nanoTime();
            assertThat(error(() -> call.read(new byte[10]))).isEqualTo(ApiError.upstreamBroken());
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void closedUpstreamLeavesNoThread() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.json(200, "{}"));
        SocketUpstream upstream = new SocketUpstream(settings(ollama.uri().toString()));
        try (UpstreamCall call = upstream.send(CHAT)) {
            all(call);
        }
        assertThat(ownThreads()).isNotEmpty().allMatch(Thread::isDaemon);
        upstream.close();
        assertThat(ownThreads()).isEmpty();
    }

    private static List<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ollama-guard-"))
                .toList();
    }

    private FakeOllama start(FakeOllama.Script script) throws IOException {
        FakeOllama ollama = FakeOllama.start(script);
        resources.add(ollama);
        return ollama;
    }

    private SocketUpstream upstream(FakeOllama ollama) {
        return upstream(ollama.uri().toString());
    }

    private SocketUpstream upstream(String uri) {
        SocketUpstream upstream = new SocketUpstream(settings(uri));
        resources.add(upstream);
        return upstream;
    }

    private Settings settings(String uri) {
        return Settings.builder()
                .with(Setting.UPSTREAM, URI.create(uri))
                .with(Setting.CONNECT_TIMEOUT, connect)
                .with(Setting.IDLE_TIMEOUT, idle)
                .build();
    }

    private static ApiError failure(SocketUpstream upstream) {
        return error(() -> {
            try (UpstreamCall call = upstream.send(CHAT)) {
                call.head(LONG);
            }
        });
    }

    private static ApiError error(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        return Objects.requireNonNull(catchThrowableOfType(ApiException.class, action))
                .error();
    }

    private static String all(UpstreamCall call) throws ApiException {
        head(call);
        return rest(call);
    }

    private static UpstreamHead head(UpstreamCall call) throws ApiException {
        return Objects.requireNonNull(call.head(LONG));
    }

    private static String once(UpstreamCall call) throws ApiException {
        byte[] into = new byte[1000];
        return new String(into, 0, call.read(into), UTF_8);
    }

    private static String rest(UpstreamCall call) throws ApiException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] into = new byte[777];
        for (int count = call.read(into); count >= 0; count = call.read(into)) {
            bytes.write(into, 0, count);
        }
        return bytes.toString(UTF_8);
    }

    /** Waits until a counter has stood still for a while, and returns it. */
    private static long stalled(AtomicLong counter) throws InterruptedException {
        long before = -1;
        while (counter.get() != before || before == 0) {
            before = counter.get();
            TimeUnit.MILLISECONDS.sleep(300);
        }
        return before;
    }

    private static void die(FakeReply reply, boolean reset) throws IOException {
        if (reset) {
            reply.reset();
        } else {
            reply.close();
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** A script that begins somehow and then waits until it is left. */
    private static final class Closing implements FakeOllama.Script {
        private interface Beginning {
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
