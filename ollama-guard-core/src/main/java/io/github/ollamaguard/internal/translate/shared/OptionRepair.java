package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.option.OllamaOption;
import org.jspecify.annotations.Nullable;

/**
 * The value of an option with the type that Ollama insists on. Ollama answers 500 to a value of another type; here what
 * is meant is repaired, and what cannot be is refused. Stateless.
 */
final class OptionRepair {
    private OptionRepair() {}

    /**
     * Returns the value with the right type; null when nothing is left of it.
     *
     * @param param path of the value, for errors
     */
    static @Nullable JsonElement repair(OllamaOption.Type type, String param, JsonElement value) throws ApiException {
        return switch (type) {
            case INTEGER -> number(param, value, "an integer");
            case NUMBER -> number(param, value, "a number");
            case BOOLEAN -> flag(param, value);
            case STRINGS -> strings(param, value);
            case THINKING -> thinking(param, value);
            case DURATION -> duration(param, value);
        };
    }

    private static JsonElement number(String param, JsonElement value, String wanted) throws ApiException {
        JsonPrimitive number = asNumber(value);
        if (number == null) {
            throw wrongType(param, wanted);
        }
        return number;
    }

    private static JsonElement flag(String param, JsonElement value) throws ApiException {
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

    private static @Nullable JsonElement strings(String param, JsonElement value) throws ApiException {
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

    private static JsonElement thinking(String param, JsonElement value) throws ApiException {
        if (value instanceof JsonPrimitive primitive) {
            if (primitive.isBoolean()
                    || (primitive.isString() && OllamaOption.Type.THINKING_LEVELS.contains(primitive.getAsString()))) {
                return value;
            }
        }
        throw new ApiException(
                ApiError.invalid(param, "'" + param + "' must be true, false, low, medium, high or max."));
    }

    /** Go's duration parser wants a unit, so a number in quotes becomes a number: seconds. */
    private static JsonElement duration(String param, JsonElement value) throws ApiException {
        JsonPrimitive number = asNumber(value);
        if (number != null) {
            return number;
        }
        if (Fields.isString(value)) {
            return value;
        }
        throw Fields.refused(param, "a number of seconds or a duration such as \"5m\"");
    }

    /** Returns a number, also one that came as a string, with its text unchanged; null for any other value. */
    private static @Nullable JsonPrimitive asNumber(JsonElement value) {
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

    private static ApiException wrongType(String param, String wanted) {
        return new ApiException(
                ApiError.invalid(param, "invalid_type", "Invalid type for '" + param + "': expected " + wanted + "."));
    }
}
