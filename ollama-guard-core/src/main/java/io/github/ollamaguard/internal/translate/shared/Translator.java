package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;

/** The way from the requests of one endpoint to Ollama: a pure function. Stateless and thread-safe. */
@FunctionalInterface
public interface Translator {
    /**
     * Returns what a request becomes.
     *
     * @param request the body; for endpoints with a model in their path an object with the member {@code model}
     * @throws ApiException when the request is invalid
     */
    Translation translate(JsonObject request, TranslationOptions options) throws ApiException;
}
