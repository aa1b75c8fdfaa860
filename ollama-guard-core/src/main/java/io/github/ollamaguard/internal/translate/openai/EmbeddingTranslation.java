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
import io.github.ollamaguard.internal.translate.shared.Translation.Answer;
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
        JsonObject body = new JsonObject();
        body.addProperty("model", fields.model());
        body.add("input", input(fields));
        JsonElement dimensions = fields.element("dimensions");
        if (dimensions != null) {
            if (Fields.whole("dimensions", dimensions).signum() <= 0) {
                throw Fields.invalid("dimensions", "must be at least 1");
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
        JsonArray texts = fields.texts("input", NO_TOKENS);
        String text = Fields.text(fields.element("input"));
        return text == null || text.isEmpty() ? texts : new JsonPrimitive(text);
    }

    /**
     * A native embed reply as OpenAI's list of embeddings.
     *
     * @param model the model that was asked for
     */
    private record EmbeddingAnswer(String model, VectorFormat format) implements Answer {

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
            JsonObject list = Json.object("object", "list");
            list.add("data", data);
            list.addProperty("model", model);
            list.add("usage", usage);
            return list;
        }

        private JsonObject embedding(int index, JsonElement vector) throws ApiException {
            if (!(vector instanceof JsonArray numbers)) {
                throw new ApiException(ApiError.upstreamInvalid());
            }
            JsonObject embedding = Json.object("object", "embedding");
            embedding.addProperty("index", index);
            embedding.add("embedding", format.encode(numbers));
            return embedding;
        }
    }

    /** How a vector is written: OpenAI's {@code encoding_format}. Its SDKs ask for base64 unless told otherwise. */
    private enum VectorFormat {
        /** An array of numbers, their text as Ollama wrote it. */
        FLOAT {
            @Override
            JsonElement encode(JsonArray vector) {
                return vector;
            }
        },

        /** IEEE 754 single precision, little-endian, one after the other, in standard base64. */
        BASE64 {
            @Override
            JsonElement encode(JsonArray vector) throws ApiException {
                ByteBuffer bytes =
                        ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                for (JsonElement number : vector) {
                    if (!Fields.isNumber(number)) {
                        throw new ApiException(ApiError.upstreamInvalid());
                    }
                    bytes.putFloat(number.getAsFloat());
                }
                return new JsonPrimitive(Base64.getEncoder().encodeToString(bytes.array()));
            }
        };

        abstract JsonElement encode(JsonArray vector) throws ApiException;

        static VectorFormat of(Fields fields) throws ApiException {
            String format = fields.string("encoding_format");
            return switch (format == null ? "float" : format.toLowerCase(Locale.ROOT)) {
                case "float" -> FLOAT;
                case "base64" -> BASE64;
                default -> throw Fields.invalid("encoding_format", "must be float or base64");
            };
        }
    }
}
