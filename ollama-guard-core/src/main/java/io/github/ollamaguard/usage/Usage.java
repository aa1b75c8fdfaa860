package io.github.ollamaguard.usage;

/**
 * Tokens that an exchange used.
 *
 * @param promptTokens {@code prompt_eval_count}, 0 when Ollama left it out
 * @param completionTokens {@code eval_count}, 0 when Ollama left it out
 * @param cachedTokens {@code prompt_eval_cached_count}: how many of the prompt tokens Ollama knew already, 0 when it
 *     does not say
 * @param estimated whether an answer ended before Ollama counted its tokens, so that its lines stand for them and those
 *     of its prompt are missing
 */
public record Usage(long promptTokens, long completionTokens, long cachedTokens, boolean estimated) {
    /** Nothing used. */
    public static final Usage NONE = new Usage(0, 0);

    /** Tokens as Ollama counted them. */
    public Usage(long promptTokens, long completionTokens, long cachedTokens) {
        this(promptTokens, completionTokens, cachedTokens, false);
    }

    /** Tokens as Ollama counted them, of which none are known to be cached. */
    public Usage(long promptTokens, long completionTokens) {
        this(promptTokens, completionTokens, 0);
    }

    /** Returns the estimate for an answer that ended early: Ollama writes one line for each token. */
    public static Usage estimate(long lines) {
        return new Usage(0, lines, 0, true);
    }

    /** Returns prompt and completion together. */
    public long totalTokens() {
        return promptTokens + completionTokens;
    }

    /** Returns the sum of two usages, which is an estimate if one of them is. */
    public Usage plus(Usage other) {
        return new Usage(
                promptTokens + other.promptTokens,
                completionTokens + other.completionTokens,
                cachedTokens + other.cachedTokens,
                estimated || other.estimated);
    }
}
