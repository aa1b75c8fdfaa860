package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.math.BigDecimal;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The members of a client's JSON object, read by type: null and absent are the same, as OpenAI treats them, and a wrong
 * type is refused with the path of the member.
 */
public final class Fields {
    private final JsonObject object;
    private final String path;

    /** Takes the objects of an array, one after the other. */
    @FunctionalInterface
    public interface Reader {
        void read(Fields object) throws ApiException;
    }

    private Fields(JsonObject object, String path) {
        this.object = object;
        this.path = path;
    }

    /** The members of a whole request. */
    public static Fields of(JsonObject request) {
        return new Fields(request, "");
    }

    /**
     * The members of an object inside a request.
     *
     * @param element what should be an object
     * @param path where it stands, for instance {@code messages[2]}
     */
    public static Fields at(JsonElement element, String path) throws ApiException {
        if (element instanceof JsonObject object) {
            return new Fields(object, path + ".");
        }
        throw refused(path, "an object");
    }

    /** Returns the path of a member, as errors name it. */
    public String path(String name) {
        return path + name;
    }

    JsonObject json() {
        return object;
    }

    public @Nullable JsonElement element(String name) {
        JsonElement element = object.get(name);
        return element instanceof JsonNull ? null : element;
    }

    public boolean has(String name) {
        return element(name) != null;
    }

    private @Nullable JsonElement typed(String name, Predicate<JsonElement> type, String wanted) throws ApiException {
        JsonElement element = element(name);
        if (element != null && !type.test(element)) {
            throw refused(path(name), wanted);
        }
        return element;
    }

    public @Nullable String string(String name) throws ApiException {
        return text(typed(name, Fields::isString, "a string"));
    }

    public String requiredString(String name) throws ApiException {
        String value = string(name);
        if (value == null || value.isBlank()) {
            throw new ApiException(ApiError.invalid(path(name), "You must provide '" + path(name) + "'."));
        }
        return value;
    }

    /** Returns the trimmed model name, which no endpoint can do without. */
    public String model() throws ApiException {
        String model = string("model");
        if (model == null || model.isBlank()) {
            throw new ApiException(ApiError.invalid("model", "You must provide a model parameter."));
        }
        return model.strip();
    }

    public boolean flag(String name) throws ApiException {
        Boolean value = bool(name);
        return value != null && value;
    }

    public @Nullable Boolean bool(String name) throws ApiException {
        JsonElement element = typed(name, Fields::isBoolean, "a boolean");
        return element == null ? null : element.getAsBoolean();
    }

    /** Returns an integer between the bounds, or the fallback when there is none. */
    public int integer(String name, int fallback, int min, int max) throws ApiException {
        JsonElement element = element(name);
        if (element == null) {
            return fallback;
        }
        BigDecimal value = whole(path(name), element);
        if (value.compareTo(BigDecimal.valueOf(min)) < 0) {
            throw belowMinimum(path(name), min);
        }
        if (value.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw new ApiException(ApiError.invalid(
                    path(name), "integer_above_max_value", "'" + path(name) + "' must be at most " + max + "."));
        }
        return value.intValueExact();
    }

    public @Nullable JsonArray array(String name) throws ApiException {
        return (JsonArray) typed(name, JsonArray.class::isInstance, "an array");
    }

    public @Nullable Fields object(String name) throws ApiException {
        JsonElement element = element(name);
        return element == null ? null : at(element, path(name));
    }

    /**
     * Returns an object that must be there.
     *
     * @param wanted what to ask for when it is not
     */
    public Fields requiredObject(String name, String wanted) throws ApiException {
        Fields object = object(name);
        if (object == null) {
            throw refused(path(name), wanted);
        }
        return object;
    }

    /** Gives out the objects of an array in their order; none when it is absent. */
    public void forEach(String name, Reader reader) throws ApiException {
        JsonArray array = array(name);
        for (int i = 0; array != null && i < array.size(); i++) {
            reader.read(at(array.get(i), path(name) + "[" + i + "]"));
        }
    }

    /**
     * Returns the texts of a member that must hold one or several.
     *
     * @param refusal what to tell a client that sends tokens instead
     */
    public JsonArray texts(String name, String refusal) throws ApiException {
        JsonElement element = element(name);
        if (element != null && isString(element)) {
            return Json.array(element);
        }
        if (!(element instanceof JsonArray array) || array.isEmpty()) {
            throw refused(path(name), "a string or an array of strings");
        }
        for (JsonElement text : array) {
            if (!isString(text)) {
                throw new ApiException(ApiError.invalid(path(name), refusal));
            }
        }
        return array;
    }

    /** Returns the text of an element, or null when it is no string. */
    public static @Nullable String text(@Nullable JsonElement element) {
        return element != null && isString(element) ? element.getAsString() : null;
    }

    public static boolean isString(@Nullable JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isString();
    }

    public static boolean isBoolean(@Nullable JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isBoolean();
    }

    public static boolean isNumber(@Nullable JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isNumber();
    }

    /** Returns the value of an element that must be a whole number, however it is written. */
    public static BigDecimal whole(String path, JsonElement element) throws ApiException {
        if (isNumber(element)) {
            BigDecimal value = new BigDecimal(element.getAsString());
            if (value.signum() == 0 || value.stripTrailingZeros().scale() <= 0) {
                return value;
            }
        }
        throw refused(path, "an integer");
    }

    public static ApiException belowMinimum(String path, int min) {
        return new ApiException(
                ApiError.invalid(path, "integer_below_min_value", "'" + path + "' must be at least " + min + "."));
    }

    /** A value of the wrong type. */
    public static ApiException refused(String path, String wanted) {
        return new ApiException(ApiError.invalid(path, "Invalid type for '" + path + "': expected " + wanted + "."));
    }

    /**
     * A value that breaks a rule.
     *
     * @param rule the rest of a sentence that begins with the path
     */
    public static ApiException invalid(String path, String rule) {
        return new ApiException(ApiError.invalid(path, "'" + path + "' " + rule + "."));
    }

    /** A value that is right for OpenAI, but not here. */
    public static ApiException unsupported(String path, String message) {
        return new ApiException(ApiError.invalid(path, "unsupported_value", message));
    }
}
