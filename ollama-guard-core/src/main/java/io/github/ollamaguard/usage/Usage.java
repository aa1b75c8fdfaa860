package io.github.ollamaguard.usage;

/**
 * Tokens that an exchange used, as Ollama counted them.
 *
 * @param promptTokens {@code prompt_eval_count}, 0 when Ollama left it out
 * @param completionTokens {@code eval_count}, 0 when Ollama left it out
 */
public record Usage(long promptTokens, long completionTokens) {
    /** Nothing used. */
    public static final Usage NONE = new Usage(0, 0);

    /** Returns both kinds together. */
    public long totalTokens() {
        return promptTokens + completionTokens;
    }

    /** Returns the sum of two usages. */
    public Usage plus(Usage other) {
        return new Usage(promptTokens + other.promptTokens, completionTokens + other.completionTokens);
    }
}
