package io.github.ollamaguard.internal.policy;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as Go writes them: {@code 90s}, {@code 1h30m}, {@code -1m}. Stateless. */
final class GoDuration {
    /** Nobody means a longer text, and matching must stay cheap. */
    private static final int LONGEST = 64;

    private static final Pattern PART =
            Pattern.compile("(?<number>[0-9]++(\\.[0-9]*+)?|\\.[0-9]++)(?<unit>ns|us|\u00b5s|\u03bcs|ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("[+-]?(0|(" + PART + ")+)");

    /** Go keeps nanoseconds in 64 bits. */
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE, 9);

    private GoDuration() {}

    /** Returns the seconds, or null for whatever {@code time.ParseDuration} refuses. */
    static @Nullable BigDecimal seconds(String text) {
        if (text.length() > LONGEST || !WHOLE.matcher(text).matches()) {
            return null;
        }
        BigDecimal seconds = BigDecimal.ZERO;
        for (Matcher part = PART.matcher(text); part.find(); ) {
            seconds = seconds.add(new BigDecimal(part.group("number")).multiply(unit(part.group("unit"))));
        }
        if (seconds.compareTo(LARGEST) > 0) {
            return null;
        }
        return text.startsWith("-") ? seconds.negate() : seconds;
    }

    private static BigDecimal unit(String name) {
        return switch (name) {
            case "h" -> BigDecimal.valueOf(3_600);
            case "m" -> BigDecimal.valueOf(60);
            case "s" -> BigDecimal.ONE;
            case "ms" -> BigDecimal.valueOf(1, 3);
            case "ns" -> BigDecimal.valueOf(1, 9);
            default -> BigDecimal.valueOf(1, 6);
        };
    }
}
