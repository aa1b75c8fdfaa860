package io.github.ollamaguard.internal.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Set;
import java.util.regex.Pattern;

/** What an option takes for a value: how it is written in a file, and which of two is the larger one. */
public enum OptionType {
    /** A whole number; Ollama cuts off fractions. */
    INTEGER("a whole number") {
        @Override
        OptionValue parse(String text) {
            require(WHOLE.matcher(text).matches());
            return new OptionValue.Numeric(new BigDecimal(text));
        }

        @Override
        BigDecimal size(OptionValue value) {
            return number(value).setScale(0, RoundingMode.DOWN);
        }
    },

    /** A number. */
    NUMBER("a number") {
        @Override
        OptionValue parse(String text) {
            require(DECIMAL.matcher(text).matches());
            return new OptionValue.Numeric(new BigDecimal(text));
        }

        @Override
        BigDecimal size(OptionValue value) {
            return number(value);
        }
    },

    /** True or false. */
    BOOLEAN("true or false") {
        @Override
        OptionValue parse(String text) {
            require(text.equals("true") || text.equals("false"));
            return new OptionValue.Flag(text.equals("true"));
        }
    },

    /** Whether, or how much, to think. */
    THINKING("true, false, low, medium, high or max") {
        @Override
        OptionValue parse(String text) {
            return LEVELS.contains(text) ? new OptionValue.Text(text) : BOOLEAN.parse(text);
        }
    },

    /** A number of seconds, or a duration in Go's form. */
    DURATION("a number of seconds or a duration such as 90s, 10m or 1h30m") {
        @Override
        OptionValue parse(String text) {
            OptionValue value = DECIMAL.matcher(text).matches() ? NUMBER.parse(text) : new OptionValue.Text(text);
            size(value);
            return value;
        }

        @Override
        BigDecimal size(OptionValue value) {
            return value instanceof OptionValue.Text text ? GoDuration.seconds(text.text()) : number(value);
        }
    };

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,15}");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");
    private static final Set<String> LEVELS = Set.of("low", "medium", "high", "max");

    private final String expected;

    OptionType(String expected) {
        this.expected = expected;
    }

    /** Returns in a few words what a value looks like. */
    public String expected() {
        return expected;
    }

    /** Returns whether a value can be larger than another one. */
    boolean isOrdered() {
        return this != BOOLEAN && this != THINKING;
    }

    /**
     * Returns the value that a word of a file means.
     *
     * @throws IllegalArgumentException when it means none
     */
    abstract OptionValue parse(String text);

    /**
     * Returns what is compared; seconds for a duration.
     *
     * @throws IllegalArgumentException when the value has another type
     */
    BigDecimal size(OptionValue value) {
        throw new IllegalArgumentException("without an order");
    }

    private static BigDecimal number(OptionValue value) {
        if (value instanceof OptionValue.Numeric numeric) {
            return numeric.number();
        }
        throw new IllegalArgumentException("not a number");
    }

    private static void require(boolean legal) {
        if (!legal) {
            throw new IllegalArgumentException("not the expected form");
        }
    }
}
