package io.github.ollamaguard.internal.access;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.option.OllamaOption;
import io.github.ollamaguard.internal.policy.OptionValue;
import org.jspecify.annotations.Nullable;

/** The member of a native request that holds an option, whether or not it is there. Not thread-safe. */
final class OptionMember {
    private static final String OPTIONS = "options";

    private final JsonObject body;
    private final boolean isTopLevel;
    private final String name;

    OptionMember(JsonObject body, OllamaOption option) {
        this.body = body;
        this.isTopLevel = option.isTopLevel();
        this.name = option.toString();
    }

    /**
     * Returns the value that the client asked for, or null when there is none; null counts as none, as for Ollama.
     *
     * @throws ApiException 400 when {@code options} is not an object
     */
    @Nullable
    OptionValue value() throws ApiException {
        JsonObject place = isTopLevel ? body : options();
        JsonElement element = place == null ? null : place.get(name);
        return element == null || element instanceof JsonNull ? null : read(element);
    }

    /** Gives it another value. */
    void set(OptionValue value) throws ApiException {
        JsonObject place = isTopLevel ? body : options();
        if (place == null) {
            place = new JsonObject();
            body.add(OPTIONS, place);
        }
        place.add(name, write(value));
    }

    /** Returns the refusal of a value that does not fit. */
    ApiException wrongType(String expected) {
        return wrongType(isTopLevel ? name : OPTIONS + "." + name, expected);
    }

    private @Nullable JsonObject options() throws ApiException {
        JsonElement options = body.get(OPTIONS);
        if (options == null || options instanceof JsonNull) {
            return null;
        }
        if (options instanceof JsonObject object) {
            return object;
        }
        throw wrongType(OPTIONS, "an object");
    }

    private static OptionValue read(JsonElement element) {
        if (!(element instanceof JsonPrimitive primitive)) {
            return new OptionValue.Composite();
        }
        if (primitive.isBoolean()) {
            return new OptionValue.Flag(primitive.getAsBoolean());
        }
        return primitive.isNumber()
                ? new OptionValue.Numeric(primitive.getAsBigDecimal())
                : new OptionValue.Text(primitive.getAsString());
    }

    private static JsonElement write(OptionValue value) {
        if (value instanceof OptionValue.Numeric numeric) {
            return new JsonPrimitive(numeric.number());
        }
        if (value instanceof OptionValue.Flag flag) {
            return new JsonPrimitive(flag.flag());
        }
        if (value instanceof OptionValue.Text text) {
            return new JsonPrimitive(text.text());
        }
        throw new IllegalArgumentException("no option takes an array or an object");
    }

    private static ApiException wrongType(String path, String expected) {
        return new ApiException(
                ApiError.invalid(path, "invalid_type", "Invalid type for '" + path + "': expected " + expected + "."));
    }
}
