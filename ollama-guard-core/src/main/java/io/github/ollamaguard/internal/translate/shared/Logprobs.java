package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Log probabilities of tokens in OpenAI's two forms: every member present, although Ollama leaves out empty ones. */
public final class Logprobs {
    private Logprobs() {}

    /** Returns the entries of a reply or line in the form of chats, one object per token; empty when it carries none. */
    public static JsonArray of(NativeReply reply) {
        JsonArray content = new JsonArray();
        for (NativeReply entry : reply.objects("logprobs")) {
            JsonObject token = token(entry);
            JsonArray top = new JsonArray();
            entry.objects("top_logprobs").forEach(alternative -> top.add(token(alternative)));
            token.add("top_logprobs", top);
            content.add(token);
        }
        return content;
    }

    private static JsonObject token(NativeReply entry) {
        JsonElement bytes = entry.element("bytes") instanceof JsonArray array ? array : JsonNull.INSTANCE;
        return Json.object("token", entry.text("token"), "logprob", number(entry.element("logprob")), "bytes", bytes);
    }

    /**
     * Returns the entries of a reply or line in the form of completions, parallel arrays with one entry per token; JSON
     * null when it carries none.
     *
     * @param offset where the text of the reply starts, in characters from the start of the choice
     * @param alternatives whether other tokens were asked for
     */
    public static JsonElement columns(NativeReply reply, int offset, boolean alternatives) {
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
            values.add(number(entry.element("logprob")));
            top.add(alternatives(entry));
            offsets.add(position);
            position += token.codePointCount(0, token.length());
        }
        return Json.object(
                "tokens", tokens,
                "token_logprobs", values,
                "top_logprobs", alternatives ? top : JsonNull.INSTANCE,
                "text_offset", offsets);
    }

    private static JsonObject alternatives(NativeReply entry) {
        JsonObject byToken = new JsonObject();
        for (NativeReply alternative : entry.objects("top_logprobs")) {
            byToken.add(alternative.text("token"), number(alternative.element("logprob")));
        }
        return byToken;
    }

    private static JsonElement number(@Nullable JsonElement element) {
        return element != null && Fields.isNumber(element) ? element : JsonNull.INSTANCE;
    }
}
