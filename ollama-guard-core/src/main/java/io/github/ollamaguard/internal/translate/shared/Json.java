package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.jspecify.annotations.Nullable;

/** Small JSON documents, each made by one expression. */
public final class Json {
    private Json() {}

    /**
     * Returns an object.
     *
     * @param members names and values by turns; a value is a text, a number, a boolean, or JSON
     */
    public static JsonObject object(Object... members) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < members.length; i += 2) {
            object.add((String) members[i], value(members[i + 1]));
        }
        return object;
    }

    private static JsonElement value(Object value) {
        if (value instanceof JsonElement json) {
            return json;
        }
        if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        return value instanceof Boolean flag ? new JsonPrimitive(flag) : new JsonPrimitive((String) value);
    }

    /** Returns an array of one element. */
    public static JsonArray array(JsonElement element) {
        JsonArray array = new JsonArray(1);
        array.add(element);
        return array;
    }

    /** Returns an object with the same members; what they hold is shared, because it may be large. */
    public static JsonObject copy(JsonObject object) {
        JsonObject copy = new JsonObject();
        copy.asMap().putAll(object.asMap());
        return copy;
    }

    /** Adds a member, unless there is nothing to add. */
    public static void addIfPresent(JsonObject target, String name, @Nullable JsonElement value) {
        if (value != null) {
            target.add(name, value);
        }
    }
}
