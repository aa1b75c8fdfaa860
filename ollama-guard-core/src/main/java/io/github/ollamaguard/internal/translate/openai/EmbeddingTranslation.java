package io.github.ollamaguard.internal.translate.openai;

import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.CommonFields;
import io.github.ollamaguard.internal.translate.shared.FieldTable;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.Json;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeOptions;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

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

    private static final String NO_TOKENS = "'input' must be text: tokens are not supported (in LangChain set "
            + "check_embedding_ctx_length to False).";

    private EmbeddingTranslation() {}

    public static Translation translate(JsonObject request, Translation.Options options) throws ApiException {
        NativeOptions nativeOptions = NativeOptions.of(request);
        Fields fields = nativeOptions.fields();
        JsonObject body = Json.object("model", fields.model(), "input", input(fields));
        JsonElement dimensions = fields.element("dimensions");
        if (dimensions != null) {
            if (Fields.whole("dimensions", dimensions).signum() <= 0) {
                throw Fields.invalid("dimensions", "must be at least 1");
            }
            body.add("dimensions", dimensions);
        }
        nativeOptions.addTo(body, FIELDS.copied());
        String model = fields.model();
        boolean base64 = wantsBase64(fields);
        return Translation.of(
                NativeOperation.EMBED,
                List.of(body),
                replies -> list(model, base64, replies.get(0)),
                new NativeErrors("input", "think"));
    }

    /** Returns one text or several; Ollama ignores a bare empty text, but not one in an array. */
    private static JsonElement input(Fields fields) throws ApiException {
        JsonArray texts = fields.texts("input", NO_TOKENS);
        String text = Fields.text(fields.element("input"));
        return text == null || text.isEmpty() ? texts : new JsonPrimitive(text);
    }

    /** Returns whether vectors shall be base64: OpenAI's SDKs ask for it unless told otherwise. */
    private static boolean wantsBase64(Fields fields) throws ApiException {
        String format = fields.string("encoding_format");
        return switch (format == null ? "float" : format.toLowerCase(Locale.ROOT)) {
            case "float" -> false;
            case "base64" -> true;
            default -> throw Fields.invalid("encoding_format", "must be float or base64");
        };
    }

    private static JsonObject list(String model, boolean base64, NativeReply reply) throws ApiException {
        JsonArray data = new JsonArray();
        if (reply.element("embeddings") instanceof JsonArray vectors) {
            for (JsonElement vector : vectors) {
                if (!(vector instanceof JsonArray numbers)) {
                    throw new ApiException(ApiError.upstreamInvalid());
                }
                // The text of numbers stays as Ollama wrote it.
                JsonElement embedding = base64 ? base64(numbers) : numbers;
                data.add(Json.object("object", "embedding", "index", data.size(), "embedding", embedding));
            }
        }
        long tokens = reply.usage().promptTokens();
        JsonObject usage = Json.object("prompt_tokens", tokens, "total_tokens", tokens);
        return Json.object("object", "list", "data", data, "model", model, "usage", usage);
    }

    /** Returns IEEE 754 single precision, little-endian, one after the other, in standard base64. */
    private static JsonElement base64(JsonArray vector) throws ApiException {
        ByteBuffer bytes = ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (JsonElement number : vector) {
            if (!Fields.isNumber(number)) {
                throw new ApiException(ApiError.upstreamInvalid());
            }
            bytes.putFloat(number.getAsFloat());
        }
        return new JsonPrimitive(Base64.getEncoder().encodeToString(bytes.array()));
    }
}
