package io.github.ollamaguard.internal.stream;

import io.github.ollamaguard.usage.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of an exchange's replies as far as they have come: Ollama's own counters, which stand in the last line of
 * a reply, and until then one token for each line. Used by one thread at a time.
 */
public final class TokenCount {
    private @Nullable Usage counted;
    private long uncountedLines;

    /** Creates an empty one. */
    public TokenCount() {}

    /** A line has come whose reply has not been counted. */
    public void line() {
        uncountedLines++;
    }

    /**
     * Ollama has counted a reply.
     *
     * @param linesBefore how many lines of this reply stood for its tokens until now
     */
    public void counted(Usage usage, long linesBefore) {
        counted = counted == null ? usage : counted.plus(usage);
        uncountedLines -= linesBefore;
    }

    /** Returns the tokens, or null when nothing is known. */
    public @Nullable Usage usage() {
        if (uncountedLines == 0) {
            return counted;
        }
        Usage estimate = Usage.estimate(uncountedLines);
        return counted == null ? estimate : counted.plus(estimate);
    }
}
