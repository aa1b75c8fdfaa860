package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/** Log probabilities, one entry for each token: every member present, although Ollama leaves out empty ones. */
public final class Logprobs {
    private Logprobs() {}

    /** Returns the entries of a reply or line; empty when it carries none. */
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
        JsonObject token = new JsonObject();
        token.addProperty("token", entry.text("token"));
        token.add("logprob", number(entry.element("logprob")));
        token.add("bytes", entry.element("bytes") instanceof JsonArray bytes ? bytes : JsonNull.INSTANCE);
        return token;
    }

    public static JsonElement number(@Nullable JsonElement element) {
        return element != null && Fields.isNumber(element) ? element : JsonNull.INSTANCE;
    }
}
