package io.github.ollamaguard.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows that are not about size are those of Go's own documentation and tests of {@code time.ParseDuration}. */
class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "+0, 0",
        "-0, 0",
        "5s, 5",
        "30s, 30",
        "1478s, 1478",
        "-5s, -5",
        "+5s, 5",
        "5.0s, 5",
        "5.6s, 5.6",
        "5.s, 5",
        ".5s, 0.5",
        "-.5s, -0.5",
        "1.004s, 1.004",
        "100.00100s, 100.001",
        "10ns, 0.00000001",
        "11us, 0.000011",
        "12µs, 0.000012",
        "12μs, 0.000012",
        "13ms, 0.013",
        "14s, 14",
        "15m, 900",
        "16h, 57600",
        "3h30m, 12600",
        "10.5s4m, 250.5",
        "-2m3.4s, -123.4",
        "1h2m3s4ms5us6ns, 3723.004005006",
        "39h9m14.425s, 140954.425",
        "9223372036s, 9223372036",
        "2562047h47m16.854775807s, 9223372036.854775807"
    })
    void isReadAsGoReadsIt(String text, BigDecimal seconds) {
        assertThat(GoDuration.seconds(text)).isEqualByComparingTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3",
                "-",
                "+",
                "s",
                ".",
                "-.",
                ".s",
                "+.s",
                "1d",
                "5 m",
                " 5m",
                "5m ",
                "5M",
                "--5m",
                "1h-5m",
                "00",
                "1e3s",
                "0x1s",
                "5m5",
                "\u0665s",
                "2562047h47m16.854775808s",
                "-9223372037s",
                "99999999999999999999h",
                "five minutes",
                "5\u00a0m",
                "5m\n"
            })
    void isRefusedWhenGoRefusesIt(String text) {
        assertThat(GoDuration.seconds(text)).isNull();
    }

    @Test
    void longTextsCostNothing() {
        for (String part : new String[] {"1", "1s", ".", "1.s", "1m1"}) {
            String text = part.repeat(1_000_000);
            assertThat(GoDuration.seconds(text)).isNull();
        }
    }
}
