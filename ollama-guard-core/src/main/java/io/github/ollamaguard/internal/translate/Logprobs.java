package io.github.ollamaguard.internal.translate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Log probabilities in the chat form: every member present, although Ollama leaves out empty ones. */
final class Logprobs {
    private Logprobs() {}

    /** Returns OpenAI's {@code logprobs} of a reply or line; JSON null when it carries none. */
    static JsonElement of(NativeReply reply) {
        List<NativeReply> entries = reply.objects("logprobs");
        if (entries.isEmpty()) {
            return JsonNull.INSTANCE;
        }
        JsonArray content = new JsonArray(entries.size());
        for (NativeReply entry : entries) {
            JsonObject token = token(entry);
            JsonArray top = new JsonArray();
            entry.objects("top_logprobs").forEach(alternative -> top.add(token(alternative)));
            token.add("top_logprobs", top);
            content.add(token);
        }
        JsonObject logprobs = new JsonObject();
        logprobs.add("content", content);
        logprobs.add("refusal", JsonNull.INSTANCE);
        return logprobs;
    }

    private static JsonObject token(NativeReply entry) {
        JsonObject token = new JsonObject();
        token.addProperty("token", entry.text("token"));
        token.add("logprob", number(entry.element("logprob")));
        token.add("bytes", entry.element("bytes") instanceof JsonArray bytes ? bytes : JsonNull.INSTANCE);
        return token;
    }

    static JsonElement number(@Nullable JsonElement element) {
        return element != null && Fields.isNumber(element) ? element : JsonNull.INSTANCE;
    }
}
