package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import java.util.List;

/**
 * What a client wants to see of a completion.
 *
 * @param echoes the text that each choice starts with: its prompt, or nothing
 * @param logprobs how many alternatives per token, -1 for no log probabilities
 * @param reasoning where the thinking goes
 */
record CompletionForm(List<String> echoes, int logprobs, ReasoningField reasoning) {

    /**
     * Returns the log probabilities of a reply or line.
     *
     * @param offset where its text starts, in characters from the start of the choice
     */
    JsonElement logprobs(NativeReply reply, int offset) {
        return logprobs < 0 ? JsonNull.INSTANCE : LegacyLogprobs.of(reply, offset, logprobs > 0);
    }
}
