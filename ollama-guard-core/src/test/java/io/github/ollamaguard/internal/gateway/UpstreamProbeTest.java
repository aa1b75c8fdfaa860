package io.github.ollamaguard.internal.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.Upstream;
import io.github.ollamaguard.internal.upstream.UpstreamCall;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
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
    private final Readiness readiness = new Readiness(now::get);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void answerIsFreshForASecond() {
        assertThat(readiness.isReachable(answering(200))).isTrue();
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        assertThat(readiness.isReachable(answering(500))).isTrue();
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(readiness.isReachable(answering(500))).isFalse();
        assertThat(calls).hasValue(2);
        assertThat(closed).hasValue(2);
    }

    @Test
    void silenceAndFailureAreNotReachable() {
        assertThat(readiness.isReachable(answering(null))).isFalse();
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(readiness.isReachable(request -> {
                    throw new ApiException(ApiError.upstreamUnreachable());
                }))
                .isFalse();
    }

    @Test
    void nobodyWaitsForTheOneWhoAsks() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Upstream slow = request -> {
            asking.countDown();
            AdmissionTest.await(answer);
            return answering(200).send(request);
        };
        Thread first = new Thread(() -> readiness.isReachable(slow));
        first.start();
        AdmissionTest.await(asking);
        assertThat(readiness.isReachable(slow)).isFalse();
        answer.countDown();
        first.join(10_000);
        assertThat(readiness.isReachable(slow)).isTrue();
        assertThat(calls).hasValue(1);
    }

    @Test
    void readinessIsOpenAndSaysWhatIsMissing() throws Exception {
        try (FilterServer server = FilterServer.start(context -> {
            context.setAttribute(Upstream.ATTRIBUTE, answering(500));
            FilterServer.add(context, new ApiKeyFilter(FilterServer.defaults(), FilterServer.KEYS));
            FilterServer.add(context, (request, response) -> {});
        })) {
            RawClient client = server.client().send("GET", "/ollama/readyz", "");
            assertThat(client.status()).isEqualTo(503);
            assertThat(client.rest())
                    .isEqualTo("{\"status\":\"unavailable\",\"keys\":true,\"model_policy\":true,\"upstream\":false}");
        }
    }

    private Upstream answering(@Nullable Integer status) {
        return request -> {
            assertThat(request.operation()).isEqualTo(NativeOperation.VERSION);
            calls.incrementAndGet();
            return new UpstreamCall() {
                @Override
                public @Nullable UpstreamHead head(Duration patience) {
                    return status == null ? null : new UpstreamHead(status, null, -1, null);
                }

                @Override
                public UpstreamHead head() {
                    throw new AssertionError("It could wait for ever.");
                }

                @Override
                public int read(byte[] into) {
                    return -1;
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        };
    }
}
