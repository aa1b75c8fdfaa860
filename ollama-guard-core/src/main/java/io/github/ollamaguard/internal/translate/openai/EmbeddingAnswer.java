package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Answer;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import java.util.List;

/**
 * A native embed reply as OpenAI's list of embeddings.
 *
 * @param model the model that was asked for
 */
record EmbeddingAnswer(String model, VectorFormat format) implements Answer {

    @Override
    public JsonElement response(List<NativeReply> replies) throws ApiException {
        NativeReply reply = replies.get(0);
        JsonArray data = new JsonArray();
        if (reply.element("embeddings") instanceof JsonArray vectors) {
            for (JsonElement vector : vectors) {
                data.add(embedding(data.size(), vector));
            }
        }
        JsonObject usage = new JsonObject();
        usage.addProperty("prompt_tokens", reply.usage().promptTokens());
        usage.addProperty("total_tokens", reply.usage().promptTokens());
        JsonObject list = new JsonObject();
        list.addProperty("object", "list");
        list.add("data", data);
        list.addProperty("model", model);
        list.add("usage", usage);
        return list;
    }

    private JsonObject embedding(int index, JsonElement vector) throws ApiException {
        if (!(vector instanceof JsonArray numbers)) {
            throw new ApiException(ApiError.upstreamInvalid());
        }
        JsonObject embedding = new JsonObject();
        embedding.addProperty("object", "embedding");
        embedding.addProperty("index", index);
        embedding.add("embedding", format.encode(numbers));
        return embedding;
    }
}
