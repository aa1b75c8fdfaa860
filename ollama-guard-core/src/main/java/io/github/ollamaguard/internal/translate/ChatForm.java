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
 * @param maxToolCalls how many calls of tools one answer may hold
 */
record ChatForm(ReasoningField reasoning, boolean logprobs, int maxToolCalls) {

    static ChatForm of(Fields fields, Reasoning reasoning, TranslationOptions options) throws ApiException {
        return new ChatForm(
                reasoning.field(options),
                fields.flag("logprobs"),
                Boolean.FALSE.equals(fields.bool("parallel_tool_calls")) ? 1 : Integer.MAX_VALUE);
    }

    JsonElement logprobs(NativeReply reply) {
        return logprobs ? Logprobs.of(reply) : JsonNull.INSTANCE;
    }

    /** Returns the native calls that may be shown after some have been shown already. */
    List<NativeReply> toolCalls(NativeReply message, int shown) {
        List<NativeReply> calls = message.objects("tool_calls");
        return calls.subList(0, Math.min(calls.size(), maxToolCalls - shown));
    }
}
