package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * The types of Ollama's options. Ollama answers 500 to a value of another type; here what is meant is repaired, and
 * what cannot be is refused.
 */
public enum OptionType {
    INTEGER("2") {
        @Override
        JsonElement repair(String param, JsonElement value) throws ApiException {
            return number(param, value, "an integer");
        }
    },
    NUMBER("0.5") {
        @Override
        JsonElement repair(String param, JsonElement value) throws ApiException {
            return number(param, value, "a number");
        }
    },
    BOOLEAN("true") {
        @Override
        JsonElement repair(String param, JsonElement value) throws ApiException {
            if (value instanceof JsonPrimitive primitive) {
                if (primitive.isBoolean()) {
                    return value;
                }
                if (primitive.isString() && primitive.getAsString().matches("true|false")) {
                    return new JsonPrimitive(primitive.getAsString().equals("true"));
                }
            }
            throw wrongType(param, "a boolean");
        }
    },
    STRINGS("'END'") {
        @Override
        @Nullable
        JsonElement repair(String param, JsonElement value) throws ApiException {
            JsonArray strings = new JsonArray();
            JsonArray given = new JsonArray();
            if (value instanceof JsonArray array) {
                given = array;
            } else {
                given.add(value);
            }
            for (JsonElement element : given) {
                if (!Fields.isString(element)) {
                    throw Fields.refused(param, "a string or an array of strings");
                }
                // An empty stop sequence would end every answer before it begins.
                if (!element.getAsString().isEmpty()) {
                    strings.add(element);
                }
            }
            return strings.isEmpty() ? null : strings;
        }
    };

    private final String example;

    OptionType(String example) {
        this.example = example;
    }

    /** Returns a value as a client may send it. */
    public String example() {
        return example;
    }

    /**
     * Returns the value with the right type; null when nothing is left of it.
     *
     * @param param path of the value, for errors
     */
    abstract @Nullable JsonElement repair(String param, JsonElement value) throws ApiException;

    /** Returns a number, also one that came as a string, with its text unchanged; null for any other value. */
    static @Nullable JsonPrimitive asNumber(JsonElement value) {
        if (Fields.isNumber(value)) {
            return (JsonPrimitive) value;
        }
        String text = Fields.text(value);
        JsonElement quoted = text == null ? null : StrictJson.parse(text);
        // White space around the number would be fine for JSON, but nobody means it.
        return quoted instanceof JsonPrimitive number
                        && number.isNumber()
                        && number.getAsString().equals(text)
                ? number
                : null;
    }

    private static JsonElement number(String param, JsonElement value, String wanted) throws ApiException {
        JsonPrimitive number = asNumber(value);
        if (number == null) {
            throw wrongType(param, wanted);
        }
        return number;
    }

    private static ApiException wrongType(String param, String wanted) {
        return new ApiException(
                ApiError.invalid(param, "invalid_type", "Invalid type for '" + param + "': expected " + wanted + "."));
    }
}
