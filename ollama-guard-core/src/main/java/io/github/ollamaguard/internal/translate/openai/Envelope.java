package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.internal.translate.shared.Ids;
import io.github.ollamaguard.internal.translate.shared.Json;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.usage.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the choices of an answer and is the same in each of its chunks: OpenAI stamps one id and one creation
 * time on a whole stream.
 *
 * @param id unique identifier
 * @param object OpenAI's name of the kind of object
 * @param created Unix seconds
 * @param model the model that answered
 */
record Envelope(String id, String object, long created, String model) {
    /** Some clients compare it to notice a change of the backend; there is nothing to tell them. */
    private static final String FINGERPRINT = "fp_ollama";

    /**
     * Returns the envelope for a first reply or line.
     *
     * @param requested the model that the client asked for, taken when Ollama does not name one
     */
    static Envelope of(String idPrefix, String object, NativeReply first, String requested) {
        String model = first.text("model");
        return new Envelope(Ids.random(idPrefix), object, first.created(), model.isEmpty() ? requested : model);
    }

    /** Returns the object with these choices; without the member {@code usage} when that is null. */
    JsonObject around(JsonArray choices, @Nullable JsonElement usage) {
        JsonObject result = Json.object("id", id, "object", object, "created", created, "model", model);
        result.addProperty("system_fingerprint", FINGERPRINT);
        result.add("choices", choices);
        Json.addIfPresent(result, "usage", usage);
        return result;
    }

    /** Returns OpenAI's {@code usage}. */
    static JsonObject usage(Usage usage) {
        JsonObject result = Json.object(
                "prompt_tokens", usage.promptTokens(),
                "completion_tokens", usage.completionTokens(),
                "total_tokens", usage.totalTokens());
        if (usage.cachedTokens() > 0) {
            result.add("prompt_tokens_details", Json.object("cached_tokens", usage.cachedTokens()));
        }
        return result;
    }

    /** Returns a choice with everything but what makes it a chat or a completion. */
    static JsonObject choice(
            int index, String member, JsonElement value, JsonElement logprobs, @Nullable String finish) {
        JsonElement reason = finish == null ? JsonNull.INSTANCE : new JsonPrimitive(finish);
        return Json.object("index", index, member, value, "logprobs", logprobs, "finish_reason", reason);
    }
}
