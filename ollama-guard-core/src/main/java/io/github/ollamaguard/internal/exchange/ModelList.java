package io.github.ollamaguard.internal.exchange;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;

/** A list of models as a caller may see it. Stateless. */
public final class ModelList {
    private ModelList() {}

    /**
     * Returns the list without the models that the caller need not know of.
     *
     * @param json a list in Ollama's or OpenAI's form
     * @throws ApiException 502 when it is no such list
     */
    public static byte[] visible(Exchange exchange, String json) throws ApiException {
        if (!(StrictJson.reply(json) instanceof JsonObject models)) {
            throw new ApiException(ApiError.upstreamInvalid());
        }
        exchange.rules().keepVisible(models);
        return StrictJson.bytes(models);
    }
}
