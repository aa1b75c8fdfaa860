package io.github.ollamaguard.internal.option;

import java.util.Set;

/** What an option of Ollama takes for a value. */
public enum OptionType {
    /** A whole number; Ollama cuts off fractions. */
    INTEGER("a whole number"),

    /** A number. */
    NUMBER("a number"),

    /** True or false. */
    BOOLEAN("true or false"),

    /** Several texts. */
    STRINGS("an array of strings"),

    /** Whether, or how much, to think. */
    THINKING("true, false, low, medium, high or max"),

    /** A number of seconds, or a duration in Go's form. */
    DURATION("a number of seconds or a duration such as 90s, 10m or 1h30m");

    /** What {@link #THINKING} takes besides true and false. */
    public static final Set<String> THINKING_LEVELS = Set.of("low", "medium", "high", "max");

    private final String expected;

    OptionType(String expected) {
        this.expected = expected;
    }

    /** Returns in a few words what a value looks like. */
    public String expected() {
        return expected;
    }

    /** Returns whether a value can be larger than another one. */
    public boolean isOrdered() {
        return this == INTEGER || this == NUMBER || this == DURATION;
    }
}
