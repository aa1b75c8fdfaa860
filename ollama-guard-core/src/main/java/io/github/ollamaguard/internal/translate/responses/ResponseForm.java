package io.github.ollamaguard.internal.translate.responses;

import com.google.gson.JsonArray;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.internal.translate.shared.Logprobs;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import java.util.List;

/**
 * What a client wants to see of a response.
 *
 * @param reasoning where the thinking goes; here it has one place or none
 * @param logprobs whether log probabilities were asked for
 * @param calls the most calls of tools
 */
record ResponseForm(ReasoningField reasoning, boolean logprobs, int calls) {

    /** Returns the thinking to show; empty when there is none. */
    String thinking(NativeReply message) {
        return reasoning == ReasoningField.NONE ? "" : message.text("thinking");
    }

    /** Returns the log probabilities to show; empty when there are none. */
    JsonArray logprobs(NativeReply reply) {
        return logprobs ? Logprobs.of(reply) : new JsonArray();
    }

    /** Returns the native calls that may be shown after some have been shown already. */
    List<NativeReply> toolCalls(NativeReply message, int shown) {
        List<NativeReply> made = message.objects("tool_calls");
        return made.subList(0, Math.min(made.size(), calls - shown));
    }
}
