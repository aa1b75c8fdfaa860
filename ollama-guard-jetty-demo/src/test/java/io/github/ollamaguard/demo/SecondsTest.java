package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SecondsTest {
    private final Seconds seconds = new Seconds();

    @Test
    void bareNumberMeansSeconds() {
        assertThat(seconds.convert("30")).isEqualTo(Duration.ofSeconds(30));
        assertThat(seconds.convert("0")).isZero();
        assertThat(seconds.convert("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(seconds.convert("2m")).isEqualTo(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1h", "1.5", "999999", "ten"})
    void otherFormsAreRefused(String text) {
        assertThatThrownBy(() -> seconds.convert(text)).isInstanceOf(TypeConversionException.class);
    }
}
