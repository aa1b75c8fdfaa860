package io.github.ollamaguard.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamHeadTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "60, 60", "61, 60", "999999999, 60"})
    void secondsAreTakenUpToAMinute(String header, long seconds) {
        UpstreamHead head = head(header);
        assertThat(head.retryAfter()).isEqualTo(Long.toString(seconds));
        assertThat(head.retryAfterDuration()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"''", "-1", "1.5", "1000000000", "soon", "'Sun, 01 Nov 2026 10:00:00 GMT'"})
    void anythingElseIsNoHint(String header) {
        assertThat(head(header)).isEqualTo(head(null));
    }

    @Test
    void withoutAHeaderThereIsNoHint() {
        assertThat(head(null).retryAfter()).isNull();
        assertThat(head(null).retryAfterDuration()).isNull();
    }

    private static UpstreamHead head(@Nullable String retryAfter) {
        return new UpstreamHead(503, null, -1, retryAfter);
    }
}
