package io.github.ollamaguard.usage;

/**
 * Tokens that an exchange used, as Ollama counted them.
 *
 * @param promptTokens {@code prompt_eval_count}, 0 when Ollama left it out
 * @param completionTokens {@code eval_count}, 0 when Ollama left it out
 * @param cachedTokens {@code prompt_eval_cached_count}: how many of the prompt tokens Ollama knew already, 0 when it does
 *     not say
 */
public record Usage(long promptTokens, long completionTokens, long cachedTokens) {
    /** Nothing used. */
    public static final Usage NONE = new Usage(0, 0);

    /** Tokens of which none are known to be cached. */
    public Usage(long promptTokens, long completionTokens) {
        this(promptTokens, completionTokens, 0);
    }

    /** Returns prompt and completion together. */
    public long totalTokens() {
        return promptTokens + completionTokens;
    }

    /** Returns the sum of two usages. */
    public Usage plus(Usage other) {
        return new Usage(
                promptTokens + other.promptTokens,
                completionTokens + other.completionTokens,
                cachedTokens + other.cachedTokens);
    }
}
