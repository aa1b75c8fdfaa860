package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Fields;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Locale;

/** How a vector is written: OpenAI's {@code encoding_format}. Its SDKs ask for base64 unless told otherwise. */
enum VectorFormat {
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
            ByteBuffer bytes = ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
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
            default ->
                throw new ApiException(
                        ApiError.invalid("encoding_format", "'encoding_format' must be float or base64."));
        };
    }
}
