package io.github.ollamaguard.internal.translate;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.translate.openai.ChatTranslation;
import io.github.ollamaguard.internal.translate.openai.CompletionTranslation;
import io.github.ollamaguard.internal.translate.openai.EmbeddingTranslation;
import io.github.ollamaguard.internal.translate.openai.ModelTranslation;
import io.github.ollamaguard.internal.translate.responses.ResponsesTranslation;
import io.github.ollamaguard.internal.translate.shared.FieldTable;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.translate.shared.Translation.Translator;
import java.util.Set;

/**
 * THE table of the operations that are translated. A row is all it takes: routes, documentation and dispatch are
 * derived from it.
 */
public enum Endpoint {
    CHAT("POST", "/chat/completions", Dialect.OPENAI, ChatTranslation.FIELDS, ChatTranslation::translate),
    COMPLETIONS("POST", "/completions", Dialect.OPENAI, CompletionTranslation.FIELDS, CompletionTranslation::translate),
    EMBEDDINGS("POST", "/embeddings", Dialect.OPENAI, EmbeddingTranslation.FIELDS, EmbeddingTranslation::translate),
    RESPONSES("POST", "/responses", Dialect.OPENAI, ResponsesTranslation.FIELDS, ResponsesTranslation::translate),
    MODELS("GET", "/models", Dialect.OPENAI, ModelTranslation.FIELDS, ModelTranslation::list),
    MODEL("GET", "/models/{model}", Dialect.OPENAI, ModelTranslation.FIELDS, ModelTranslation::retrieve);

    /** The path prefix of OpenAI's own URLs; every endpoint also works without it. */
    public static final String VERSION_PREFIX = "/v1";

    private final String method;
    private final String path;
    private final Dialect dialect;
    private final FieldTable fields;
    private final Translator translator;

    Endpoint(String method, String path, Dialect dialect, FieldTable fields, Translator translator) {
        this.method = method;
        this.path = path;
        this.dialect = dialect;
        this.fields = fields;
        this.translator = translator;
    }

    /** Returns the HTTP method, in capitals. */
    public String method() {
        return method;
    }

    /** Returns the path without version prefix; {@code {model}} at its end stands for the rest of the path. */
    public String path() {
        return path;
    }

    /** Returns the form in which its clients expect errors. */
    public Dialect dialect() {
        return dialect;
    }

    /** Returns whether a JSON body belongs to it. */
    public boolean hasBody() {
        return method.equals("POST");
    }

    /** Returns what a request becomes; see {@link Translator#translate}. */
    public Translation translate(JsonObject request, Translation.Options options) throws ApiException {
        fields.check(request);
        return translator.translate(request, options);
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
