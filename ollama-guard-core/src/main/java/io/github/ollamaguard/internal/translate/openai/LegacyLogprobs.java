package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.ollamaguard.internal.translate.shared.Logprobs;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import java.util.List;

/** Log probabilities in the form of completions: parallel arrays, one entry per token. */
final class LegacyLogprobs {
    private LegacyLogprobs() {}

    /**
     * Returns OpenAI's {@code logprobs}; JSON null when the reply carries none.
     *
     * @param offset where the text of the reply starts, in characters from the start of the choice
     * @param alternatives whether other tokens were asked for
     */
    static JsonElement of(NativeReply reply, int offset, boolean alternatives) {
        List<NativeReply> entries = reply.objects("logprobs");
        if (entries.isEmpty()) {
            return JsonNull.INSTANCE;
        }
        JsonArray tokens = new JsonArray();
        JsonArray values = new JsonArray();
        JsonArray top = new JsonArray();
        JsonArray offsets = new JsonArray();
        int position = offset;
        for (NativeReply entry : entries) {
            String token = entry.text("token");
            tokens.add(token);
            values.add(Logprobs.number(entry.element("logprob")));
            top.add(alternatives(entry));
            offsets.add(position);
            position += token.codePointCount(0, token.length());
        }
        JsonObject logprobs = new JsonObject();
        logprobs.add("tokens", tokens);
        logprobs.add("token_logprobs", values);
        logprobs.add("top_logprobs", alternatives ? top : JsonNull.INSTANCE);
        logprobs.add("text_offset", offsets);
        return logprobs;
    }

    private static JsonObject alternatives(NativeReply entry) {
        JsonObject byToken = new JsonObject();
        for (NativeReply alternative : entry.objects("top_logprobs")) {
            byToken.add(alternative.text("token"), Logprobs.number(alternative.element("logprob")));
        }
        return byToken;
    }
}
