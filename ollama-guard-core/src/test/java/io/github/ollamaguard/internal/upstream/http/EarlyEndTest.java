package io.github.ollamaguard.internal.upstream.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.Reply;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever ends a call before its reply has ended: Ollama stops generating, and nobody waits any more. */
final class EarlyEndTest extends UpstreamFixture {
    @Test
    void abortBeforeTheHeadClosesTheConnection() throws Exception {
        Closing closing = new Closing(reply -> {});
        FakeOllama ollama = start(closing);
        Received received = new Received();
        Call call = new Call(upstream(ollama), CHAT, received);
        ollama.awaitRequest();
        received.abort();
        assertThat(call.error().isUpstreams()).isTrue();
        closing.expectClosed();
    }

    @Test
    void abortAtTheBeginningEndsTheCall() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.json(200, "{}"));
        HttpUpstream upstream = upstream(ollama);
        Received received = new Received() {
            @Override
            public void begun(Runnable abort) {
                abort.run();
            }
        };
        assertThat(error(() -> upstream.call(CHAT, received)).isUpstreams()).isTrue();
        assertThat(received.head()).isNull();
        assertThat(all(upstream)).isEqualTo("{}");
    }

    @Test
    void abortWithinTheAnswerClosesTheConnection() throws Exception {
        Closing closing = new Closing(reply -> reply.line("one"));
        CountDownLatch read = new CountDownLatch(1);
        Received received = new Received() {
            @Override
            boolean taken(String piece) {
                read.countDown();
                return true;
            }
        };
        Call call = new Call(upstream(start(closing)), CHAT, received);
        await(read);
        received.abort();
        assertThat(call.error()).isEqualTo(ApiError.upstreamBroken());
        assertThat(received.text()).isEqualTo("one\n");
        closing.expectClosed();
    }

    @Test
    void abortOfAHeldBackAnswerClosesTheConnection() throws Exception {
        Endless endless = new Endless();
        Received received = new Received() {
            private boolean aborted;

            @Override
            boolean taken(String piece) {
                if (!aborted) {
                    aborted = true;
                    stalled(endless.sent);
                    abort();
                }
                return true;
            }
        };
        HttpUpstream upstream = upstream(start(endless));
        assertThat(error(() -> upstream.call(CHAT, received))).isEqualTo(ApiError.upstreamBroken());
        await(endless.broken);
    }

    @Test
    void abortAfterTheEndDisturbsNobody() throws Exception {
        CountDownLatch aborted = new CountDownLatch(1);
        FakeOllama ollama = start((request, reply) -> {
            if (request.text().equals("second")) {
                reply.line("one");
                await(aborted);
            }
            reply.line("{}").end();
        });
        HttpUpstream upstream = upstream(ollama);
        Received first = received(upstream, CHAT);
        Received second = new Received() {
            @Override
            boolean taken(String piece) {
                first.abort();
                aborted.countDown();
                return true;
            }
        };
        upstream.call(new NativeRequest(NativeOperation.CHAT, "second".getBytes(UTF_8)), second);
        assertThat(second.text()).isEqualTo("one\n{}\n");
        assertThat(ollama.connections()).isEqualTo(1);
    }

    @Test
    void replyThatWantsNoMoreClosesTheConnection() throws Exception {
        Closing closing = new Closing(reply -> reply.line("one"));
        Received received = new Only();
        upstream(start(closing)).call(CHAT, received);
        assertThat(received.text()).isEqualTo("one\n");
        closing.expectClosed();
    }

    @Test
    void replyThatWantsNoMoreOfAHeldBackAnswerClosesTheConnection() throws Exception {
        Endless endless = new Endless();
        upstream(start(endless)).call(CHAT, new Received() {
            @Override
            boolean taken(String piece) {
                stalled(endless.sent);
                return false;
            }
        });
        await(endless.broken);
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IOException("x"), new ApiException(ApiError.internal()), new IllegalStateException(), new Error());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void replyThatFailsAtTheHeadClosesTheConnection(Throwable failure) throws Exception {
        Closing closing = new Closing(reply -> reply.line("one"));
        HttpUpstream upstream = upstream(start(closing));
        Received received = new Received() {
            @Override
            void taken(UpstreamHead head) throws ApiException, IOException {
                fail(failure);
            }
        };
        assertThat(catchThrowable(() -> upstream.call(CHAT, received))).isSameAs(failure);
        assertThat(received.text()).isEmpty();
        closing.expectClosed();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void replyThatFailsWithinTheAnswerClosesTheConnection(Throwable failure) throws Exception {
        Closing closing = new Closing(reply -> reply.line("one"));
        HttpUpstream upstream = upstream(start(closing));
        Received received = new Received() {
            @Override
            boolean taken(String piece) throws ApiException, IOException {
                fail(failure);
                return true;
            }
        };
        assertThat(catchThrowable(() -> upstream.call(CHAT, received))).isSameAs(failure);
        closing.expectClosed();
    }

    @Test
    void interruptEndsTheWaitAndStays() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.closedWithin(LONG));
        Call call = new Call(upstream(ollama), CHAT, new Received());
        ollama.awaitRequest();
        call.thread.interrupt();
        assertThat(call.error()).isEqualTo(ApiError.upstreamBroken());
        assertThat(call.interrupted).isTrue();
    }

    @Test
    void interruptBeforeTheWaitEndsItAndStays() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.closedWithin(LONG));
        HttpUpstream upstream = upstream(ollama);
        Received received = new Received() {
            @Override
            public void begun(Runnable abort) {
                Thread.currentThread().interrupt();
            }
        };
        assertThat(error(() -> upstream.call(CHAT, received))).isEqualTo(ApiError.upstreamBroken());
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void interruptEndsTheSendingOfALargeRequest() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            NativeRequest large = new NativeRequest(NativeOperation.CHAT, new byte[32 * 1024 * 1024]);
            HttpUpstream upstream = upstream("http://127.0.0.1:" + deaf.getLocalPort());
            Thread.currentThread().interrupt();
            assertThat(error(() -> upstream.call(large, new Received())))
                    .isIn(ApiError.upstreamBroken(), ApiError.upstreamUnreachable());
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** Several times, because it matters what the sender does just then. */
    @RepeatedTest(5)
    void abortEndsTheSendingOfALargeRequest() throws Exception {
        Received received = new Received();
        Call call = sending(received, received::abort);
        assertThat(call.error().isUpstreams()).isTrue();
        assertThat(call.interrupted).isFalse();
    }

    @RepeatedTest(5)
    void interruptEndsTheSendingOfALargeRequestThatHasBegun() throws Exception {
        CompletableFuture<Thread> sender = new CompletableFuture<>();
        Received received = new Received() {
            @Override
            public void begun(Runnable abort) {
                sender.complete(Thread.currentThread());
            }
        };
        Call call = sending(received, () -> sender.join().interrupt());
        assertThat(call.error()).isIn(ApiError.upstreamBroken(), ApiError.upstreamUnreachable());
        assertThat(call.interrupted).isTrue();
    }

    /** Returns a call to a server that reads one byte of a large request, after which something is done. */
    private Call sending(Reply reply, Runnable afterwards) throws IOException {
        ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        NativeRequest large = new NativeRequest(NativeOperation.CHAT, new byte[32 * 1024 * 1024]);
        Call call = new Call(upstream("http://127.0.0.1:" + deaf.getLocalPort()), large, reply);
        Socket socket = deaf.accept();
        resources.add(socket);
        resources.add(deaf);
        assertThat(socket.getInputStream().read()).isEqualTo('P');
        afterwards.run();
        return call;
    }

    @Test
    void closedUpstreamEndsItsCallsAndTakesNoMore() throws Exception {
        Closing closing = new Closing(reply -> reply.line("one"));
        HttpUpstream upstream = upstream(start(closing));
        Received received = new Received() {
            @Override
            boolean taken(String piece) {
                upstream.close();
                return true;
            }
        };
        assertThat(error(() -> upstream.call(CHAT, received))).isEqualTo(ApiError.upstreamBroken());
        assertThat(received.text()).isEqualTo("one\n");
        closing.expectClosed();
        assertThat(failure(upstream)).isEqualTo(ApiError.upstreamUnreachable());
    }

    @Test
    void closedUpstreamEndsTheWaitOfAnotherThread() throws Exception {
        FakeOllama ollama = start((request, reply) -> reply.closedWithin(LONG));
        HttpUpstream upstream = upstream(ollama);
        Call call = new Call(upstream, CHAT, new Received());
        ollama.awaitRequest();
        upstream.close();
        assertThat(call.error()).isEqualTo(ApiError.upstreamUnreachable());
    }

    private static void fail(Throwable failure) throws ApiException, IOException {
        if (failure instanceof ApiException e) {
            throw e;
        } else if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        }
        throw (Error) failure;
    }

    /** Wants a single piece. */
    private static final class Only extends Received {
        @Override
        boolean taken(String piece) {
            return false;
        }
    }

    /** A call on a thread of its own. */
    private static final class Call {
        private final FutureTask<ApiError> task;
        private final Thread thread;
        private volatile boolean interrupted;

        Call(HttpUpstream upstream, NativeRequest request, Reply reply) {
            task = new FutureTask<>(() -> {
                try {
                    return UpstreamFixture.error(() -> upstream.call(request, reply));
                } finally {
                    interrupted = Thread.interrupted();
                }
            });
            thread = new Thread(task, "call");
            thread.setDaemon(true);
            thread.start();
        }

        /** Waits for the end, and returns why it came. */
        ApiError error() throws Exception {
            return task.get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** A script that sends for ever. */
    private static final class Endless implements FakeOllama.Script {
        private final Semaphore sent = new Semaphore(0);
        private final CountDownLatch broken = new CountDownLatch(1);

        @Override
        public void answer(FakeRequest request, FakeReply reply) {
            try {
                reply.head(200);
                while (true) {
                    reply.bytes(new byte[10_000]);
                    sent.release();
                }
            } catch (IOException closed) {
                broken.countDown();
            }
        }
    }
}
