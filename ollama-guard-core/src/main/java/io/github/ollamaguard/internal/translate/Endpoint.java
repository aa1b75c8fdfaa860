package io.github.ollamaguard.internal.translate;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;

/**
 * THE table of OpenAI's operations that are translated. A row is all it takes: routes, documentation and dispatch are
 * derived from it.
 */
public enum Endpoint {
    CHAT("POST", "/chat/completions", ChatTranslation::exchange),
    COMPLETIONS("POST", "/completions", CompletionTranslation::exchange),
    EMBEDDINGS("POST", "/embeddings", EmbeddingTranslation::exchange),
    RESPONSES("POST", "/responses", ResponsesTranslation::exchange),
    MODELS("GET", "/models", ModelTranslation::list),
    MODEL("GET", "/models/{model}", ModelTranslation::retrieve);

    /** The path prefix of OpenAI's own URLs; every endpoint also works without it. */
    public static final String VERSION_PREFIX = "/v1";

    private final String method;
    private final String path;
    private final Translation translation;

    Endpoint(String method, String path, Translation translation) {
        this.method = method;
        this.path = path;
        this.translation = translation;
    }

    /** Returns the HTTP method, in capitals. */
    public String method() {
        return method;
    }

    /** Returns the path without version prefix; {@code {model}} at its end stands for the rest of the path. */
    public String path() {
        return path;
    }

    /** Returns whether a JSON body belongs to it. */
    public boolean hasBody() {
        return method.equals("POST");
    }

    /** Returns the exchange for a request; see {@link Translation#exchange}. */
    public Exchange exchange(JsonObject request, TranslationOptions options) throws ApiException {
        return translation.exchange(request, options);
    }
}
