package io.github.ollamaguard.internal.policy;

import java.math.BigDecimal;

/** A value of an option, as JSON knows it. Immutable and thread-safe. */
public sealed interface OptionValue {
    /** A number, with its exact text. */
    record Numeric(BigDecimal number) implements OptionValue {}

    /** True or false. */
    record Flag(boolean flag) implements OptionValue {}

    /** A string. */
    record Text(String text) implements OptionValue {}

    /** An array or an object, which no option takes. */
    record Composite() implements OptionValue {}
}
