package io.github.ollamaguard.internal.policy;

import static io.github.ollamaguard.internal.policy.ModelOption.Scope.GENERATING;
import static io.github.ollamaguard.internal.policy.ModelOption.Scope.LOADING;
import static io.github.ollamaguard.internal.policy.OptionType.BOOLEAN;
import static io.github.ollamaguard.internal.policy.OptionType.DURATION;
import static io.github.ollamaguard.internal.policy.OptionType.INTEGER;
import static io.github.ollamaguard.internal.policy.OptionType.NUMBER;
import static io.github.ollamaguard.internal.policy.OptionType.THINKING;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An option of Ollama that rules can be made for. The constant is called like the option, in capitals. */
public enum ModelOption {
    /** Context window in tokens. */
    NUM_CTX(INTEGER, LOADING),
    /** Batch size of prompt processing. */
    NUM_BATCH(INTEGER, LOADING),
    /** Layers on the GPU. */
    NUM_GPU(INTEGER, LOADING),
    /** GPU for small tensors. */
    MAIN_GPU(INTEGER, LOADING),
    /** Whether to map the model file into memory. */
    USE_MMAP(BOOLEAN, LOADING),
    /** CPU threads. */
    NUM_THREAD(INTEGER, LOADING),
    /** Tokens to draft ahead. */
    DRAFT_NUM_PREDICT(INTEGER, LOADING),
    /** NUMA optimisation; only old servers know it, like the rest of this block. */
    NUMA(BOOLEAN, LOADING),
    /** Whether to save video memory. */
    LOW_VRAM(BOOLEAN, LOADING),
    /** Whether the cache has half precision. */
    F16_KV(BOOLEAN, LOADING),
    /** Whether to compute all logits. */
    LOGITS_ALL(BOOLEAN, LOADING),
    /** Whether to load the vocabulary alone. */
    VOCAB_ONLY(BOOLEAN, LOADING),
    /** Whether to lock the model in memory. */
    USE_MLOCK(BOOLEAN, LOADING),

    /** Most tokens to generate. */
    NUM_PREDICT(INTEGER, GENERATING),
    /** Tokens of the prompt to keep when the context is full. */
    NUM_KEEP(INTEGER, GENERATING),
    /** Randomness. */
    TEMPERATURE(NUMBER, GENERATING),
    /** Choice among the k likeliest tokens. */
    TOP_K(INTEGER, GENERATING),
    /** Choice among the likeliest tokens up to this probability. */
    TOP_P(NUMBER, GENERATING),
    /** Share of the likeliest token's probability below which tokens are left out. */
    MIN_P(NUMBER, GENERATING),
    /** Locally typical sampling. */
    TYPICAL_P(NUMBER, GENERATING),
    /** Seed of the random numbers. */
    SEED(INTEGER, GENERATING),
    /** How far back repetitions count. */
    REPEAT_LAST_N(INTEGER, GENERATING),
    /** Penalty for repetitions. */
    REPEAT_PENALTY(NUMBER, GENERATING),
    /** Penalty for tokens that have occurred. */
    PRESENCE_PENALTY(NUMBER, GENERATING),
    /** Penalty by how often a token has occurred. */
    FREQUENCY_PENALTY(NUMBER, GENERATING),
    /** Mirostat sampling; only old servers know it, like the rest of this block. */
    MIROSTAT(INTEGER, GENERATING),
    /** Mirostat target entropy. */
    MIROSTAT_TAU(NUMBER, GENERATING),
    /** Mirostat learning rate. */
    MIROSTAT_ETA(NUMBER, GENERATING),
    /** Tail free sampling. */
    TFS_Z(NUMBER, GENERATING),
    /** Whether line breaks are penalised. */
    PENALIZE_NEWLINE(BOOLEAN, GENERATING),

    /** How long the model stays loaded after the request. */
    KEEP_ALIVE(DURATION, LOADING),
    /** Whether, or how much, to think. */
    THINK(THINKING, GENERATING),
    /** Whether a full context is shifted. */
    SHIFT(BOOLEAN, GENERATING);

    private static final Set<ModelOption> TOP_LEVEL = EnumSet.of(KEEP_ALIVE, THINK, SHIFT);

    private final OptionType type;
    private final Scope scope;

    ModelOption(OptionType type, Scope scope) {
        this.type = type;
        this.scope = scope;
    }

    /** What an option is about. */
    public enum Scope {
        /** How a model is loaded, and for how long: matters for every operation. */
        LOADING,

        /** How text is generated: does not matter for embeddings. */
        GENERATING
    }

    /** Returns the option with exactly this name, or null. */
    static @Nullable ModelOption named(String name) {
        for (ModelOption option : values()) {
            if (option.toString().equals(name)) {
                return option;
            }
        }
        return null;
    }

    /** Returns the type of its values. */
    public OptionType type() {
        return type;
    }

    /** Returns what it is about. */
    public Scope scope() {
        return scope;
    }

    /** Returns whether it is a member of the request itself, and not of {@code options}. */
    public boolean isTopLevel() {
        return TOP_LEVEL.contains(this);
    }

    /**
     * Returns whether a size means that there is no limit. Ollama's documentation says that of -1 and -2; it does not
     * stop at {@code num_predict} 0 either.
     */
    boolean isUnlimited(BigDecimal size) {
        return switch (this) {
            case NUM_PREDICT -> size.signum() <= 0;
            case KEEP_ALIVE, NUM_KEEP, REPEAT_LAST_N -> size.signum() < 0;
            default -> false;
        };
    }

    /** Returns whether there is no limit when nobody sets the option; for the others Ollama or the operator decides. */
    boolean isUnlimitedWhenAbsent() {
        return this == NUM_PREDICT;
    }

    /** Returns the name of the option. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
