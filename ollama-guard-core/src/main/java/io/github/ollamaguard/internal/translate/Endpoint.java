package io.github.ollamaguard.internal.translate;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import java.util.Set;

/**
 * THE table of OpenAI's operations that are translated. A row is all it takes: routes, documentation and dispatch are
 * derived from it.
 */
public enum Endpoint {
    CHAT("POST", "/chat/completions", RequestFields.CHAT, ChatTranslation::exchange),
    COMPLETIONS("POST", "/completions", RequestFields.COMPLETIONS, CompletionTranslation::exchange),
    EMBEDDINGS("POST", "/embeddings", RequestFields.EMBEDDINGS, EmbeddingTranslation::exchange),
    RESPONSES("POST", "/responses", RequestFields.RESPONSES, ResponsesTranslation::exchange),
    MODELS("GET", "/models", RequestFields.PATH, ModelTranslation::list),
    MODEL("GET", "/models/{model}", RequestFields.PATH, ModelTranslation::retrieve);

    /** The path prefix of OpenAI's own URLs; every endpoint also works without it. */
    public static final String VERSION_PREFIX = "/v1";

    private final String method;
    private final String path;
    private final FieldTable fields;
    private final Translator translation;

    Endpoint(String method, String path, FieldTable fields, Translator translation) {
        this.method = method;
        this.path = path;
        this.fields = fields;
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

    /** Returns the exchange for a request; see {@link Translator#exchange}. */
    public Translation exchange(JsonObject request, TranslationOptions options) throws ApiException {
        fields.check(request);
        return translation.exchange(request, options);
    }

    /** Returns the names of the members of a request that have no effect although they should. */
    public Set<String> dropped(JsonObject request) {
        return fields.dropped(request);
    }

    /** Returns the fields of its requests. */
    FieldTable fields() {
        return fields;
    }
}
