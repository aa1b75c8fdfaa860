package io.github.ollamaguard.internal.policy;

import io.github.ollamaguard.internal.option.OllamaOption;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A value of an option, as JSON knows it. Immutable and thread-safe. */
public sealed interface OptionValue {
    /** Returns what is compared, seconds for a duration; an {@link IllegalArgumentException} when there is no order. */
    default BigDecimal size(OllamaOption.Type type) {
        throw new IllegalArgumentException("without an order");
    }

    /** A number, with its exact text. */
    record Numeric(BigDecimal number) implements OptionValue {
        /** Ollama cuts off the fractions of whole numbers. */
        @Override
        public BigDecimal size(OllamaOption.Type type) {
            return type == OllamaOption.Type.INTEGER ? number.setScale(0, RoundingMode.DOWN) : number;
        }
    }

    /** True or false. */
    record Flag(boolean flag) implements OptionValue {}

    /** A string; a duration among them is written as Go does: {@code 90s}, {@code 1h30m}, {@code -1m}. */
    record Text(String text) implements OptionValue {
        /** Nobody means a longer text, and matching must stay cheap. */
        private static final int LONGEST = 64;

        private static final String PART =
                "(?<number>[0-9]++(\\.[0-9]*+)?|\\.[0-9]++)(?<unit>ns|us|\u00b5s|\u03bcs|ms|s|m|h)";
        private static final Pattern PARTS = Pattern.compile(PART);

        /** Go keeps nanoseconds in 64 bits. */
        private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE, 9);

        @Override
        public BigDecimal size(OllamaOption.Type type) {
            return type == OllamaOption.Type.DURATION ? seconds() : OptionValue.super.size(type);
        }

        /** Refuses with an {@link IllegalArgumentException} whatever Go's {@code time.ParseDuration} does. */
        private BigDecimal seconds() {
            require(text.length() <= LONGEST);
            boolean isSigned = text.startsWith("-") || text.startsWith("+");
            String unsigned = text.substring(isSigned ? 1 : 0);
            BigDecimal seconds = unsigned.equals("0") ? BigDecimal.ZERO : sum(unsigned);
            require(seconds.compareTo(LARGEST) <= 0);
            return text.startsWith("-") ? seconds.negate() : seconds;
        }

        private static BigDecimal sum(String text) {
            BigDecimal seconds = BigDecimal.ZERO;
            Matcher part = PARTS.matcher(text);
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

    /** An array or an object, which no option takes. */
    record Composite() implements OptionValue {}
}
