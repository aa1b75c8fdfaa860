package io.github.ollamaguard.internal.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.Upstream;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import io.github.ollamaguard.servlet.ApiKeyFilter;
import io.github.ollamaguard.servlet.FilterServer;
import io.github.ollamaguard.testing.RawClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpstreamProbeTest {
    private final AtomicLong now = new AtomicLong();
    private final GuardHealth.UpstreamProbe readiness = new GuardHealth.UpstreamProbe(now::get);
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void answerIsFreshForASecond() {
        assertThat(readiness.isReachable(answering(200))).isTrue();
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        assertThat(readiness.isReachable(answering(500))).isTrue();
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(readiness.isReachable(answering(500))).isFalse();
        assertThat(calls).hasValue(2);
    }

    @Test
    void silenceAndFailureAreNotReachable() {
        assertThat(readiness.isReachable(answering(null))).isFalse();
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(readiness.isReachable((request, reply) -> {
                    throw new ApiException(ApiError.upstreamUnreachable());
                }))
                .isFalse();
    }

    @Test
    void nobodyWaitsForTheOneWhoAsks() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Upstream slow = (request, reply) -> {
            asking.countDown();
            await(answer);
            answering(200).call(request, reply);
        };
        Thread first = new Thread(() -> readiness.isReachable(slow));
        first.start();
        await(asking);
        assertThat(readiness.isReachable(slow)).isFalse();
        answer.countDown();
        first.join(10_000);
        assertThat(readiness.isReachable(slow)).isTrue();
        assertThat(calls).hasValue(1);
    }

    @Test
    void readinessIsOpenAndSaysWhatIsMissing() throws Exception {
        try (FilterServer server = FilterServer.start(context -> {
            context.setAttribute("io.github.ollamaguard.upstream/ollama", answering(500));
            FilterServer.add(context, new ApiKeyFilter(FilterServer.defaults(), FilterServer.KEYS));
            FilterServer.add(context, (request, response) -> {});
        })) {
            RawClient client = server.client().send("GET", "/ollama/readyz", "");
            assertThat(client.status()).isEqualTo(503);
            assertThat(client.rest())
                    .isEqualTo("{\"status\":\"unavailable\",\"keys\":true,\"model_policy\":true,\"upstream\":false}");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Answers with a status, or is silent for too long. */
    private Upstream answering(@Nullable Integer status) {
        return (request, reply) -> {
            assertThat(request.operation()).isEqualTo(NativeOperation.VERSION);
            assertThat(request.patience()).isEqualTo(Duration.ofSeconds(2));
            calls.incrementAndGet();
            if (status == null) {
                throw new ApiException(ApiError.upstreamTimeout());
            }
            reply.head(new UpstreamHead(status, null, -1, null));
        };
    }
}
