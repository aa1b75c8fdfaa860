package io.github.ollamaguard.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.error.ApiError;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryHintTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "60, 60", "61, 60", "999999999, 60"})
    void secondsAreTakenUpToAMinute(String header, long seconds) {
        ApiError error = ApiError.upstreamUnreachable();
        assertThat(RetryHint.added(error, header))
                .isEqualTo(new ApiError(
                        error.status(),
                        error.message(),
                        error.type(),
                        error.param(),
                        error.code(),
                        Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @CsvSource({"''", "-1", "1.5", "1000000000", "soon", "'Sun, 01 Nov 2026 10:00:00 GMT'"})
    void anythingElseIsNoHint(String header) {
        assertThat(RetryHint.added(ApiError.upstreamUnreachable(), header)).isEqualTo(ApiError.upstreamUnreachable());
    }

    @Test
    void withoutAHeaderThereIsNoHint() {
        assertThat(RetryHint.added(ApiError.upstreamUnreachable(), null)).isEqualTo(ApiError.upstreamUnreachable());
    }

    @Test
    void hintOfTheErrorItselfStays() {
        assertThat(RetryHint.added(ApiError.overloaded(), "7")).isEqualTo(ApiError.overloaded());
    }
}
