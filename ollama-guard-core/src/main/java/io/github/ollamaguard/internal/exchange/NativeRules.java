package io.github.ollamaguard.internal.exchange;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.upstream.NativeOperation;

/**
 * What a caller may ask of Ollama, decided on native bodies and so alike for all dialects. Implementations are
 * immutable and thread-safe.
 */
public interface NativeRules {
    /** Everything, for everybody: nobody has asked for a key. */
    NativeRules NONE = new NativeRules() {
        @Override
        public void apply(NativeOperation operation, JsonObject body) {}

        @Override
        public void keepVisible(JsonObject models) {}
    };

    /**
     * Checks a call and takes out of its body what nobody may ask for; doing so twice makes no difference.
     *
     * @throws ApiException 404 for a model that the key may not use, in the words for one that does not exist; 403 for
     *     what needs the role manage; 400 for a body that Ollama could read differently
     */
    void apply(NativeOperation operation, JsonObject body) throws ApiException;

    /** Takes the models out of a list, native or OpenAI's, that the caller need not know of. */
    void keepVisible(JsonObject models);

    /**
     * Returns a list, native or OpenAI's, without the models that the caller need not know of.
     *
     * @throws ApiException 502 when it is no list
     */
    default byte[] visible(String json) throws ApiException {
        if (!(StrictJson.reply(json) instanceof JsonObject models)) {
            throw new ApiException(ApiError.upstreamInvalid());
        }
        keepVisible(models);
        return StrictJson.bytes(models);
    }
}
