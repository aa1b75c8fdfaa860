package io.github.ollamaguard.internal.policy;

import io.github.ollamaguard.internal.option.OllamaOption;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What an operator wants of one option. Immutable and thread-safe. */
public sealed interface OptionRule {
    /** Returns the option that it is about. */
    OllamaOption option();

    /**
     * Returns what goes to Ollama in place of what a client asked for.
     *
     * @param asked null when the client left it to the server
     * @return null when nothing is to be changed
     * @throws IllegalArgumentException when the rule has to compare a value that has not the type of the option
     */
    @Nullable
    OptionValue replacement(@Nullable OptionValue asked);

    /** One value for all requests. */
    record Fixed(OllamaOption option, OptionValue value) implements OptionRule {
        @Override
        public OptionValue replacement(@Nullable OptionValue asked) {
            return value;
        }
    }

    /** Freedom within limits: the value for a request without one, or null, and the largest value, or null. */
    record Bounded(
            OllamaOption option,
            @Nullable OptionValue standard,
            @Nullable OptionValue most) implements OptionRule {
        /** Refuses limits that contradict each other with an {@link IllegalArgumentException}. */
        public Bounded {
            if (most != null && option.isUnlimited(most.size(option.type()))) {
                throw new IllegalArgumentException("'" + option + ".max' must be a limit");
            }
            if (standard != null && most != null && exceeds(option, standard, most)) {
                throw new IllegalArgumentException("'" + option + ".default' is above '" + option + ".max'");
            }
        }

        @Override
        public @Nullable OptionValue replacement(@Nullable OptionValue asked) {
            if (asked == null) {
                return standard == null && option.isUnlimitedWhenAbsent() ? most : standard;
            }
            return most != null && exceeds(option, asked, most) ? most : null;
        }

        private static boolean exceeds(OllamaOption option, OptionValue value, OptionValue most) {
            BigDecimal size = value.size(option.type());
            return option.isUnlimited(size) || size.compareTo(most.size(option.type())) > 0;
        }
    }
}
