package io.github.ollamaguard.internal.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.Reply;
import io.github.ollamaguard.internal.upstream.Upstream;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may write to a client, and when; and how calls end each other. */
@Timeout(30)
class CallsTest {
    private static final UpstreamHead OK = new UpstreamHead(200, "application/x-ndjson", -1, null);

    private final Heartbeats heartbeats = new Heartbeats(Settings.builder()
            .with(Setting.HEARTBEAT_AFTER, Duration.ofMillis(20))
            .with(Setting.HEARTBEAT_EVERY, Duration.ofMillis(20))
            .build());

    /** What an answer does with what it gets. */
    private static class Answer implements ClientAnswer {
        final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
        final AtomicBoolean entered = new AtomicBoolean();
        private final int ends;

        Answer(int ends) {
            this.ends = ends;
        }

        /** Takes a part of a reply; two at a time are a fault. */
        void take(String event) throws ApiException, IOException {
            assertThat(entered.compareAndSet(false, true))
                    .as("two threads write")
                    .isTrue();
            events.add(event);
            happens(event);
            entered.set(false);
        }

        void happens(String event) throws ApiException, IOException {}

        @Override
        public void head(int call, UpstreamHead head) throws ApiException, IOException {
            take("head" + call);
        }

        @Override
        public void bytes(int call, byte[] bytes, int offset, int length) throws ApiException, IOException {
            take("bytes" + call);
        }

        @Override
        public void end(int call) throws ApiException, IOException {
            take("end" + call);
        }

        @Override
        public boolean isOver() {
            return events.stream().filter(event -> event.startsWith("end")).count() == ends;
        }

        @Override
        public boolean hasKeepAlive() {
            return true;
        }

        @Override
        public void keepAlive() throws IOException {
            try {
                take("beat");
            } catch (ApiException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void fail(ApiError error) {}
    }

    /** A call that waits until it is aborted. */
    private static void waitForAbort(Reply reply, CountDownLatch waiting) throws ApiException {
        CountDownLatch aborted = new CountDownLatch(1);
        reply.begun(aborted::countDown);
        waiting.countDown();
        await(aborted);
        throw new ApiException(ApiError.upstreamBroken());
    }

    @AfterEach
    void stop() {
        heartbeats.close();
    }

    @Test
    void repliesOfSeveralCallsAreWrittenOneAtATime() throws Exception {
        Answer answer = new Answer(8);
        CountDownLatch together = new CountDownLatch(4);
        Upstream upstream = (request, reply) -> {
            together.countDown();
            await(together);
            reply.begun(() -> {});
            reply.head(OK);
            for (int i = 0; i < 200; i++) {
                assertThat(reply.bytes(new byte[1], 0, 1)).isTrue();
            }
        };
        assertThat(run(upstream, answer, 8, 4)).isNull();
        assertThat(answer.events.stream().filter(event -> event.startsWith("bytes")))
                .hasSize(8 * 200);
        assertThat(answer.events.stream().filter(event -> event.startsWith("end")))
                .hasSize(8);
    }

    @Test
    void requestIsMadeWhenItsTurnHasCome() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Answer answer = new Answer(5);
        Upstream upstream = (request, reply) -> {
            assertThat(made)
                    .hasValueLessThanOrEqualTo(1
                            + (int) answer.events.stream()
                                    .filter(event -> event.startsWith("end"))
                                    .count());
            reply.head(OK);
        };
        Calls.Requests requests = call -> {
            made.incrementAndGet();
            return NativeRequest.of(NativeOperation.TAGS);
        };
        try (Calls calls = new Calls(upstream, answer, requests, 5)) {
            assertThat(calls.run(1)).isNull();
        }
        assertThat(made).hasValue(5);
    }

    @Test
    void firstFailureEndsTheOtherCallsAndIsTheOneThatCounts() throws Exception {
        CountDownLatch waiting = new CountDownLatch(2);
        AtomicInteger calls = new AtomicInteger();
        Upstream upstream = (request, reply) -> {
            if (calls.incrementAndGet() < 3) {
                waitForAbort(reply, waiting);
            }
            await(waiting);
            throw new ApiException(ApiError.upstreamTimeout());
        };
        assertThat(run(upstream, new Answer(9), 9, 3)).isEqualTo(ApiError.upstreamTimeout());
        assertThat(calls).as("no further call begins").hasValue(3);
    }

    @Test
    void callThatBeginsAfterAFailureIsAbortedAtOnce() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Upstream upstream = (request, reply) -> {
            if (calls.incrementAndGet() == 1) {
                failed.countDown();
                throw new ApiException(ApiError.upstreamTimeout());
            }
            await(failed);
            AtomicBoolean aborted = new AtomicBoolean();
            while (!aborted.get()) {
                reply.begun(() -> aborted.set(true));
            }
        };
        assertThat(run(upstream, new Answer(9), 2, 2)).isEqualTo(ApiError.upstreamTimeout());
    }

    @Test
    void clientThatLeavesEndsAllCalls() {
        IOException gone = new IOException("gone");
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Upstream upstream = (request, reply) -> {
            if (calls.incrementAndGet() == 1) {
                waitForAbort(reply, waiting);
            }
            await(waiting);
            reply.bytes(new byte[1], 0, 1);
        };
        Answer answer = new Answer(9) {
            @Override
            void happens(String event) throws IOException {
                throw gone;
            }

            @Override
            public boolean hasKeepAlive() {
                return false;
            }
        };
        assertThatThrownBy(() -> run(upstream, answer, 2, 2)).isSameAs(gone);
    }

    @Test
    void bytesWaitForTheEndOfABeatThatHasBegun() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Answer answer = new Answer(1) {
            @Override
            void happens(String event) {
                if (event.equals("beat")) {
                    begun.countDown();
                    await(end);
                }
            }
        };
        Upstream upstream = (request, reply) -> {
            await(begun);
            reply.bytes(new byte[1], 0, 1);
        };
        CompletableFuture<@Nullable ApiError> running = start(upstream, answer);
        await(begun);
        assertThatThrownBy(() -> running.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        end.countDown();
        assertThat(running.get()).isNull();
        assertThat(answer.events).startsWith("beat").endsWith("bytes0", "end0");
    }

    @Test
    void beatThatFindsNobodyEndsTheWait() {
        IOException gone = new IOException("gone");
        Answer answer = new Answer(1) {
            @Override
            void happens(String event) throws IOException {
                throw gone;
            }
        };
        CompletableFuture<@Nullable ApiError> running =
                start((request, reply) -> waitForAbort(reply, new CountDownLatch(1)), answer);
        assertThatThrownBy(running::get).isInstanceOf(ExecutionException.class).hasCause(gone);
    }

    @Test
    void whateverAContainerThrowsMeansThatTheClientHasGone() {
        Answer answer = new Answer(1) {
            @Override
            void happens(String event) {
                throw new IllegalStateException("recycled");
            }
        };
        CompletableFuture<@Nullable ApiError> running =
                start((request, reply) -> waitForAbort(reply, new CountDownLatch(1)), answer);
        assertThatThrownBy(running::get).cause().isInstanceOf(IOException.class);
    }

    @Test
    void clientThatTakesNothingKeepsNoOtherWaiting() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(3);
        Answer stalled = new Answer(1) {
            @Override
            void happens(String event) {
                await(end);
            }
        };
        Answer other = new Answer(1) {
            @Override
            void happens(String event) {
                others.countDown();
            }
        };
        Upstream upstream = (request, reply) -> await(end);
        CompletableFuture<@Nullable ApiError> first = start(upstream, stalled);
        CompletableFuture<@Nullable ApiError> second = start(upstream, other);
        await(others);
        end.countDown();
        assertThat(first.get()).isNull();
        assertThat(second.get()).isNull();
    }

    @Test
    void whoeverHasNoKeepAliveSeesNone() throws Exception {
        CountDownLatch others = new CountDownLatch(3);
        CountDownLatch end = new CountDownLatch(1);
        Answer deaf = new Answer(1) {
            @Override
            public boolean hasKeepAlive() {
                return false;
            }
        };
        Answer other = new Answer(1) {
            @Override
            void happens(String event) {
                others.countDown();
            }
        };
        Upstream upstream = (request, reply) -> await(end);
        CompletableFuture<@Nullable ApiError> first = start(upstream, deaf);
        CompletableFuture<@Nullable ApiError> second = start(upstream, other);
        await(others);
        end.countDown();
        first.get();
        second.get();
        assertThat(List.copyOf(deaf.events)).containsExactly("end0");
    }

    @Test
    void defectIsAnErrorOfOurOwnAndEndsTheOthers() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Upstream upstream = (request, reply) -> {
            if (calls.incrementAndGet() == 1) {
                waitForAbort(reply, waiting);
            }
            await(waiting);
            throw new IllegalStateException("expected by the test");
        };
        assertThat(run(upstream, new Answer(9), 2, 2)).isEqualTo(ApiError.internal());
    }

    @Test
    void interruptEndsTheHelpersAsWell() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        Thread owner = Thread.currentThread();
        Upstream upstream = (request, reply) -> {
            if (Thread.currentThread().equals(owner)) {
                // Its own call is over; it waits for the other one.
                await(waiting);
                owner.interrupt();
                return;
            }
            waitForAbort(reply, waiting);
        };
        assertThat(run(upstream, new Answer(2), 2, 2)).isEqualTo(ApiError.upstreamBroken());
        assertThat(Thread.interrupted()).isTrue();
    }

    private @Nullable ApiError run(Upstream upstream, ClientAnswer answer, int count, int atATime) throws IOException {
        try (Calls calls = new Calls(upstream, answer, call -> NativeRequest.of(NativeOperation.TAGS), count)) {
            calls.keepAlive(heartbeats);
            return calls.run(atATime);
        }
    }

    private CompletableFuture<@Nullable ApiError> start(Upstream upstream, ClientAnswer answer) {
        CompletableFuture<@Nullable ApiError> end = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        end.complete(run(upstream, answer, 1, 1));
                    } catch (IOException e) {
                        end.completeExceptionally(e);
                    }
                })
                .start();
        return end;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
