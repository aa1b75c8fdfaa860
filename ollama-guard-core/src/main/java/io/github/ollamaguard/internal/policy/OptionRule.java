package io.github.ollamaguard.internal.policy;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.internal.option.OllamaOption;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of one option. Immutable and thread-safe.
 *
 * @param option the option that it is about
 * @param values at least one: either one for all requests, or the limits of a freedom
 */
public record OptionRule(OllamaOption option, Map<Kind, JsonPrimitive> values) {
    /** What is done with a value. */
    public enum Kind {
        /** It stands for one that a request leaves out. */
        DEFAULT,
        /** It is the largest one. */
        MAX,
        /** It replaces every other one. */
        FORCE
    }

    /** Refuses values that contradict each other with an {@link IllegalArgumentException}. */
    public OptionRule {
        values = Map.copyOf(values);
        if (values.containsKey(Kind.FORCE) && values.size() > 1) {
            throw new IllegalArgumentException(
                    "'" + option + ".force' leaves nothing for other rules of the same option");
        }
        JsonPrimitive most = values.get(Kind.MAX);
        if (most != null && option.isUnlimited(size(option, most))) {
            throw new IllegalArgumentException("'" + option + ".max' must be a limit");
        }
        JsonPrimitive standard = values.get(Kind.DEFAULT);
        if (standard != null && most != null && exceeds(option, standard, most)) {
            throw new IllegalArgumentException("'" + option + ".default' is above '" + option + ".max'");
        }
    }

    /**
     * Returns what goes to Ollama in place of what a client asked for.
     *
     * @param asked null when the client left it to the server
     * @return null when nothing is to be changed
     * @throws IllegalArgumentException when the rule has to compare a value that has not the type of the option
     */
    public @Nullable JsonPrimitive replacement(@Nullable JsonElement asked) {
        if (values.containsKey(Kind.FORCE)) {
            return values.get(Kind.FORCE);
        }
        JsonPrimitive most = values.get(Kind.MAX);
        if (asked == null) {
            JsonPrimitive standard = values.get(Kind.DEFAULT);
            return standard == null && option.isUnlimitedWhenAbsent() ? most : standard;
        }
        return most != null && exceeds(option, asked, most) ? most : null;
    }

    private static boolean exceeds(OllamaOption option, JsonElement value, JsonPrimitive most) {
        BigDecimal size = size(option, value);
        return option.isUnlimited(size) || size.compareTo(size(option, most)) > 0;
    }

    /** Returns what is compared, seconds for a duration. Ollama cuts off the fractions of whole numbers. */
    private static BigDecimal size(OllamaOption option, JsonElement value) {
        if (value instanceof JsonPrimitive number && number.isNumber()) {
            BigDecimal size = number.getAsBigDecimal();
            return option.type() == OllamaOption.Type.INTEGER ? size.setScale(0, RoundingMode.DOWN) : size;
        }
        boolean isText = value instanceof JsonPrimitive text && text.isString();
        BigDecimal seconds =
                isText && option.type() == OllamaOption.Type.DURATION ? GoDuration.seconds(value.getAsString()) : null;
        if (seconds == null) {
            throw new IllegalArgumentException("without an order");
        }
        return seconds;
    }
}
