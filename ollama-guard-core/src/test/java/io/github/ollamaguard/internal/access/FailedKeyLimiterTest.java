package io.github.ollamaguard.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.AddressRange;
import io.github.ollamaguard.error.ApiError;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedKeyLimiterTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final FailedKeyLimiter brake = new FailedKeyLimiter(6, now::get);

    @Test
    void aBurstUpToTheLimitIsAllowed() {
        for (int i = 0; i < 6; i++) {
            assertThat(fail("192.0.2.1")).isEqualTo(401);
        }
        assertThat(fail("192.0.2.1")).isEqualTo(429);
        assertThat(fail("192.0.2.2")).isEqualTo(401);
    }

    @Test
    void theBucketFillsUpEvenly() {
        exhaust("192.0.2.1");
        after(Duration.ofSeconds(10));
        assertThat(fail("192.0.2.1")).isEqualTo(401);
        assertThat(fail("192.0.2.1")).isEqualTo(429);
        after(Duration.ofMinutes(1));
        for (int i = 0; i < 6; i++) {
            assertThat(fail("192.0.2.1")).isEqualTo(401);
        }
        assertThat(fail("192.0.2.1")).isEqualTo(429);
    }

    @Test
    void theHintIsTrue() {
        exhaust("192.0.2.1");
        after(Duration.ofSeconds(4));
        ApiError refusal = brake.failure(source("192.0.2.1"));
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(6));
        after(Duration.ofSeconds(6));
        assertThat(fail("192.0.2.1")).isEqualTo(401);
    }

    @Test
    void waitingIsNeverLongerThanAMinute() {
        FailedKeyLimiter hardest = new FailedKeyLimiter(1, now::get);
        assertThat(hardest.failure(source("192.0.2.1")).status()).isEqualTo(401);
        assertThat(hardest.failure(source("192.0.2.1")).retryAfter()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void attemptsWhileWaitingDoNotMakeItLonger() {
        exhaust("192.0.2.1");
        for (int i = 0; i < 1000; i++) {
            assertThat(fail("192.0.2.1")).isEqualTo(429);
        }
        after(Duration.ofSeconds(10));
        assertThat(fail("192.0.2.1")).isEqualTo(401);
    }

    @Test
    void anIpv6NetworkIsOneSource() {
        exhaust("2001:db8:1:2::1");
        assertThat(fail("2001:db8:1:2:ffff::1")).isEqualTo(429);
        assertThat(fail("2001:db8:1:3::1")).isEqualTo(401);
    }

    @Test
    void manySourcesPushOldOnesOut() {
        exhaust("192.0.2.1");
        for (int i = 0; i < 400_000; i++) {
            brake.failure(new TrustedProxies.ClientAddress("x", "network " + i));
        }
        assertThat(fail("192.0.2.1")).isEqualTo(401);
    }

    @Test
    void zeroIsOff() {
        FailedKeyLimiter off = new FailedKeyLimiter(0, now::get);
        for (int i = 0; i < 10_000; i++) {
            assertThat(off.failure(source("192.0.2.1")).status()).isEqualTo(401);
        }
    }

    private void exhaust(String address) {
        for (int i = 0; i < 6; i++) {
            assertThat(fail(address)).isEqualTo(401);
        }
        assertThat(fail(address)).isEqualTo(429);
    }

    private void after(Duration duration) {
        now.addAndGet(duration.toNanos());
    }

    private int fail(String address) {
        return brake.failure(source(address)).status();
    }

    private static TrustedProxies.ClientAddress source(String address) {
        return TrustedProxies.ClientAddress.of(AddressRange.address(address));
    }
}
