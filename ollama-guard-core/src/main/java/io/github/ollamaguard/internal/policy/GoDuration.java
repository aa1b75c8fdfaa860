package io.github.ollamaguard.internal.policy;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 90s}, {@code 1h30m}, {@code -1m}. Stateless. */
final class GoDuration {
    /** Nobody means a longer text, and matching must stay cheap. */
    private static final int LONGEST = 64;

    private static final Pattern PART =
            Pattern.compile("(?<number>[0-9]++(\\.[0-9]*+)?|\\.[0-9]++)(?<unit>ns|us|\u00b5s|\u03bcs|ms|s|m|h)");

    /** Go keeps nanoseconds in 64 bits. */
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE, 9);

    private GoDuration() {}

    /** Returns the seconds; refuses with an {@link IllegalArgumentException} whatever {@code time.ParseDuration} does. */
    static BigDecimal seconds(String text) {
        require(text.length() <= LONGEST);
        boolean isSigned = text.startsWith("-") || text.startsWith("+");
        String unsigned = text.substring(isSigned ? 1 : 0);
        BigDecimal seconds = unsigned.equals("0") ? BigDecimal.ZERO : sum(unsigned);
        require(seconds.compareTo(LARGEST) <= 0);
        return text.startsWith("-") ? seconds.negate() : seconds;
    }

    private static BigDecimal sum(String text) {
        BigDecimal seconds = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        int end = 0;
        while (part.find() && part.start() == end) {
            seconds = seconds.add(new BigDecimal(part.group("number")).multiply(unit(part.group("unit"))));
            end = part.end();
        }
        require(end > 0 && end == text.length());
        return seconds;
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

    private static void require(boolean legal) {
        if (!legal) {
            throw new IllegalArgumentException("not a duration");
        }
    }
}
