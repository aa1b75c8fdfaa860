package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.Logprobs;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Reasoning;
import io.github.ollamaguard.internal.translate.shared.Tools;
import io.github.ollamaguard.internal.translate.shared.TranslationOptions;
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

    /** Returns OpenAI's {@code logprobs}; JSON null when there are none to show. */
    JsonElement logprobs(NativeReply reply) {
        JsonArray content = logprobs ? Logprobs.of(reply) : new JsonArray();
        if (content.isEmpty()) {
            return JsonNull.INSTANCE;
        }
        JsonObject shown = new JsonObject();
        shown.add("content", content);
        shown.add("refusal", JsonNull.INSTANCE);
        return shown;
    }

    /** Returns the native calls that may be shown after some have been shown already. */
    List<NativeReply> toolCalls(NativeReply message, int shown) {
        List<NativeReply> made = message.objects("tool_calls");
        return made.subList(0, Math.min(made.size(), calls.most() - shown));
    }
}
