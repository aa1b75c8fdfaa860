package io.github.ollamaguard.internal.translate;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;

/** The translation of one OpenAI endpoint: a pure function. Implementations are stateless and thread-safe. */
@FunctionalInterface
interface Translator {
    /**
     * Returns the exchange for a request.
     *
     * @param request the OpenAI body; for endpoints with a model in their path an object with the member {@code model}
     * @throws ApiException when the request is invalid
     */
    Translation exchange(JsonObject request, TranslationOptions options) throws ApiException;
}
