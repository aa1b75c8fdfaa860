package io.github.ollamaguard.internal.translate.openai;

import static io.github.ollamaguard.internal.translate.shared.Field.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.CommonFields;
import io.github.ollamaguard.internal.translate.shared.FieldTable;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeOptions;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.translate.shared.TranslationOptions;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.util.List;

/** {@code POST /v1/embeddings} as {@code POST /api/embed}. */
public final class EmbeddingTranslation {
    /** The fields of its requests. */
    public static final FieldTable FIELDS = FieldTable.of(
            List.of(
                    CommonFields.MODEL,
                    read("input", "a text or several; tokens are refused", "''", "[1, 2]"),
                    read(
                            "encoding_format",
                            "base64 holds single-precision floats, little-endian",
                            "'base64'",
                            "'int8'"),
                    read("dimensions", "", "256", "0"),
                    CommonFields.USER),
            CommonFields.OPTIONS);

    private EmbeddingTranslation() {}

    public static Translation translate(JsonObject request, TranslationOptions options) throws ApiException {
        NativeOptions nativeOptions = NativeOptions.of(request);
        Fields fields = nativeOptions.fields();
        JsonObject body = new JsonObject();
        body.addProperty("model", fields.model());
        body.add("input", input(fields));
        JsonElement dimensions = fields.element("dimensions");
        if (dimensions != null) {
            if (Fields.whole("dimensions", dimensions).signum() <= 0) {
                throw new ApiException(ApiError.invalid("dimensions", "'dimensions' must be at least 1."));
            }
            body.add("dimensions", dimensions);
        }
        nativeOptions.addTo(body, FIELDS.copied());
        return Translation.of(
                NativeOperation.EMBED,
                List.of(body),
                new EmbeddingAnswer(fields.model(), VectorFormat.of(fields)),
                new NativeErrors("input", "think"));
    }

    /** Returns one text or several; Ollama ignores a bare empty text, but not one in an array. */
    private static JsonElement input(Fields fields) throws ApiException {
        JsonElement input = fields.element("input");
        String text = Fields.text(input);
        if (text != null) {
            JsonArray single = new JsonArray(1);
            single.add(text);
            return text.isEmpty() ? single : new JsonPrimitive(text);
        }
        if (!(input instanceof JsonArray array) || array.isEmpty()) {
            throw Fields.refused("input", "a string or an array of strings");
        }
        for (JsonElement element : array) {
            if (!Fields.isString(element)) {
                throw new ApiException(ApiError.invalid(
                        "input",
                        "'input' must be text: tokens are not supported (in LangChain set check_embedding_ctx_length to"
                                + " False)."));
            }
        }
        return array;
    }
}
