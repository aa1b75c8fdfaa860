package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.jspecify.annotations.Nullable;

/** Small JSON documents, each made by one expression. */
public final class Json {
    private Json() {}

    /** Returns an object with one member. */
    public static JsonObject object(String name, String value) {
        return object(name, new JsonPrimitive(value));
    }

    /** Returns an object with one member. */
    public static JsonObject object(String name, JsonElement value) {
        JsonObject object = new JsonObject();
        object.add(name, value);
        return object;
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
