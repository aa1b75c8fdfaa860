package io.github.ollamaguard.internal.translate.openai;

import io.github.ollamaguard.usage.Usage;
import java.util.List;

/**
 * How the usages of several calls add up: OpenAI counts a prompt once, however many choices it asked for.
 *
 * @param choicesPerPrompt how many calls in a row share one prompt
 */
record Tally(int choicesPerPrompt) {
    Usage sum(List<Usage> usages) {
        Usage sum = Usage.NONE;
        for (int i = 0; i < usages.size(); i++) {
            Usage usage = usages.get(i);
            sum = sum.plus(i % choicesPerPrompt == 0 ? usage : new Usage(0, usage.completionTokens()));
        }
        return sum;
    }
}
