package io.github.ollamaguard.internal.option;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * THE table of Ollama's options: what may be sent, what rules can be made for, and a part of the documentation. The
 * constant is called like the option, in capitals.
 */
public enum OllamaOption {
    NUM_CTX(Type.INTEGER, Scope.LOADING, "context window in tokens"),
    NUM_PREDICT(Type.INTEGER, Scope.GENERATING, "most tokens to generate, -1 without limit"),
    TEMPERATURE(Type.NUMBER, Scope.GENERATING, "randomness"),
    TOP_K(Type.INTEGER, Scope.GENERATING, "choose among the k likeliest tokens"),
    TOP_P(Type.NUMBER, Scope.GENERATING, "choose among the likeliest tokens up to this probability"),
    MIN_P(Type.NUMBER, Scope.GENERATING, "leave out tokens below this share of the likeliest one's probability"),
    TYPICAL_P(Type.NUMBER, Scope.GENERATING, "locally typical sampling"),
    SEED(Type.INTEGER, Scope.GENERATING, "seed of the random numbers"),
    STOP(Type.STRINGS, Scope.GENERATING, "texts that end the answer"),
    REPEAT_LAST_N(Type.INTEGER, Scope.GENERATING, "how far back repetitions count"),
    REPEAT_PENALTY(Type.NUMBER, Scope.GENERATING, "penalty for repetitions"),
    PRESENCE_PENALTY(Type.NUMBER, Scope.GENERATING, "penalty for tokens that have occurred"),
    FREQUENCY_PENALTY(Type.NUMBER, Scope.GENERATING, "penalty by how often a token has occurred"),
    NUM_KEEP(Type.INTEGER, Scope.GENERATING, "tokens of the prompt to keep when the context is full"),
    NUM_BATCH(Type.INTEGER, Scope.LOADING, "batch size of prompt processing"),
    NUM_GPU(Type.INTEGER, Scope.LOADING, "layers on the GPU, -1 automatic"),
    MAIN_GPU(Type.INTEGER, Scope.LOADING, "GPU for small tensors"),
    NUM_THREAD(Type.INTEGER, Scope.LOADING, "CPU threads, 0 automatic"),
    USE_MMAP(Type.BOOLEAN, Scope.LOADING, "map the model file into memory"),
    DRAFT_NUM_PREDICT(Type.INTEGER, Scope.LOADING, "tokens to draft ahead"),
    MIROSTAT(Type.INTEGER, Scope.GENERATING, "Mirostat sampling, 0, 1 or 2"),
    MIROSTAT_TAU(Type.NUMBER, Scope.GENERATING, "Mirostat target entropy"),
    MIROSTAT_ETA(Type.NUMBER, Scope.GENERATING, "Mirostat learning rate"),
    TFS_Z(Type.NUMBER, Scope.GENERATING, "tail free sampling"),
    PENALIZE_NEWLINE(Type.BOOLEAN, Scope.GENERATING, "penalise line breaks"),
    NUMA(Type.BOOLEAN, Scope.LOADING, "NUMA optimisation"),
    LOW_VRAM(Type.BOOLEAN, Scope.LOADING, "save video memory"),
    F16_KV(Type.BOOLEAN, Scope.LOADING, "half-precision cache"),
    LOGITS_ALL(Type.BOOLEAN, Scope.LOADING, "return all logits"),
    VOCAB_ONLY(Type.BOOLEAN, Scope.LOADING, "load the vocabulary alone"),
    USE_MLOCK(Type.BOOLEAN, Scope.LOADING, "lock the model in memory"),
    KEEP_ALIVE(Type.DURATION, Scope.LOADING, "how long the model stays loaded after the request"),
    THINK(Type.THINKING, Scope.GENERATING, "whether, or how much, to think"),
    SHIFT(Type.BOOLEAN, Scope.GENERATING, "move the context on when it is full");

    private static final Map<String, OllamaOption> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(OllamaOption::toString, Function.identity()));

    private final Type type;
    private final Scope scope;
    private final String meaning;

    OllamaOption(Type type, Scope scope, String meaning) {
        this.type = type;
        this.scope = scope;
        this.meaning = meaning;
    }

    /** What an option is about. */
    public enum Scope {
        /** How a model is loaded, and for how long: matters for every operation. */
        LOADING,

        /** How text is generated: does not matter for embeddings. */
        GENERATING
    }

    /** What an option of Ollama takes for a value. */
    public enum Type {
        /** A whole number; Ollama cuts off fractions. */
        INTEGER("a whole number"),

        NUMBER("a number"),
        BOOLEAN("true or false"),
        STRINGS("an array of strings"),
        THINKING("true, false, low, medium, high or max"),

        /** A number of seconds, or a duration in Go's form. */
        DURATION("a number of seconds or a duration such as 90s, 10m or 1h30m");

        /** What {@link #THINKING} takes besides true and false. */
        public static final Set<String> THINKING_LEVELS = Set.of("low", "medium", "high", "max");

        private final String expected;

        Type(String expected) {
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

    /** Returns the option with exactly this name, or null. */
    public static @Nullable OllamaOption named(String name) {
        return BY_NAME.get(name);
    }

    /** Returns the type that Ollama insists on. */
    public Type type() {
        return type;
    }

    /** Returns what it is about. */
    public Scope scope() {
        return scope;
    }

    /** Returns what it does, in one line for the documentation. */
    public String meaning() {
        return meaning;
    }

    /** Returns whether only old servers use it; new ones ignore it, so it is still sent. */
    public boolean isRetired() {
        // They stand together in the list above.
        return compareTo(MIROSTAT) >= 0 && compareTo(USE_MLOCK) <= 0;
    }

    /** Returns whether it is a member of the request itself, and not of {@code options}. */
    public boolean isTopLevel() {
        // They stand at the end of the list above.
        return compareTo(KEEP_ALIVE) >= 0;
    }

    /**
     * Returns whether a size means that there is no limit. Ollama's documentation says that of -1 and -2; it does not
     * stop at {@code num_predict} 0 either.
     */
    public boolean isUnlimited(BigDecimal size) {
        return switch (this) {
            case NUM_PREDICT -> size.signum() <= 0;
            case KEEP_ALIVE, NUM_KEEP, REPEAT_LAST_N -> size.signum() < 0;
            default -> false;
        };
    }

    /** Returns whether there is no limit when nobody sets the option; for the others Ollama or the operator decides. */
    public boolean isUnlimitedWhenAbsent() {
        return this == NUM_PREDICT;
    }

    /** Returns the name of the option. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
