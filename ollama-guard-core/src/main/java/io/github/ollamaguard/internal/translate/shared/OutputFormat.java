package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiException;
import org.jspecify.annotations.Nullable;

/** The native {@code format}: given as it is, or by OpenAI's {@code response_format}. */
public final class OutputFormat {
    private OutputFormat() {}

    /** Returns {@code "json"}, a JSON schema, or null for free text. */
    public static @Nullable JsonElement of(Fields fields) throws ApiException {
        JsonElement explicit = fields.element("format");
        if (explicit != null && !explicit.equals(new JsonPrimitive(""))) {
            if (explicit instanceof JsonObject || explicit.equals(new JsonPrimitive("json"))) {
                return explicit;
            }
            throw Fields.invalid("format", "must be \"json\" or a JSON schema");
        }
        Fields format = fields.object("response_format");
        return format == null ? null : format(format);
    }

    /** Returns the native form of an object with a {@code type}. */
    public static @Nullable JsonElement format(Fields format) throws ApiException {
        String type = format.requiredString("type");
        return switch (type) {
            case "text" -> null;
            case "json_object" -> new JsonPrimitive("json");
            case "json_schema" -> schema(format.object("json_schema"), format.path("json_schema"));
            default -> throw Fields.invalid(format.path("type"), "must be text, json_object or json_schema");
        };
    }

    /**
     * Returns the member {@code schema}.
     *
     * @param param what to name when there is none
     */
    public static JsonElement schema(@Nullable Fields holder, String param) throws ApiException {
        if (holder != null && holder.element("schema") instanceof JsonObject schema) {
            return schema;
        }
        throw Fields.invalid(param, "must hold a JSON schema");
    }
}
