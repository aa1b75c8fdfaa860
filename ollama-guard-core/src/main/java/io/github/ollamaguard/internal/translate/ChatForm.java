package io.github.ollamaguard.internal.translate;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiException;
import java.util.List;

/**
 * What a client wants to see of a chat answer.
 *
 * @param reasoning where the thinking goes
 * @param logprobs whether log probabilities were asked for
 * @param calls how calls of tools look
 */
record ChatForm(ReasoningField reasoning, boolean logprobs, CallStyle calls) {

    static ChatForm of(Fields fields, Reasoning reasoning, TranslationOptions options) throws ApiException {
        CallStyle calls = Tools.areFunctions(fields) ? CallStyle.FUNCTION : CallStyle.of(fields);
        return new ChatForm(reasoning.field(options), fields.flag("logprobs"), calls);
    }

    JsonElement logprobs(NativeReply reply) {
        return logprobs ? Logprobs.of(reply) : JsonNull.INSTANCE;
    }

    /** Returns the native calls that may be shown after some have been shown already. */
    List<NativeReply> toolCalls(NativeReply message, int shown) {
        List<NativeReply> made = message.objects("tool_calls");
        return made.subList(0, Math.min(made.size(), calls.most() - shown));
    }
}
