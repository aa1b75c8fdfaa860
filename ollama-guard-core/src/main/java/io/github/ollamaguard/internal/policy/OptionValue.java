package io.github.ollamaguard.internal.policy;

import io.github.ollamaguard.internal.option.OptionType;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** A value of an option, as JSON knows it. Immutable and thread-safe. */
public sealed interface OptionValue {
    /**
     * Returns what is compared; seconds for a duration.
     *
     * @throws IllegalArgumentException when the value has another type, or one without an order
     */
    default BigDecimal size(OptionType type) {
        throw new IllegalArgumentException("without an order");
    }

    /** A number, with its exact text. */
    record Numeric(BigDecimal number) implements OptionValue {
        /** Ollama cuts off the fractions of whole numbers. */
        @Override
        public BigDecimal size(OptionType type) {
            return type == OptionType.INTEGER ? number.setScale(0, RoundingMode.DOWN) : number;
        }
    }

    /** True or false. */
    record Flag(boolean flag) implements OptionValue {}

    /** A string. */
    record Text(String text) implements OptionValue {
        @Override
        public BigDecimal size(OptionType type) {
            return type == OptionType.DURATION ? GoDuration.seconds(text) : OptionValue.super.size(type);
        }
    }

    /** An array or an object, which no option takes. */
    record Composite() implements OptionValue {}
}
