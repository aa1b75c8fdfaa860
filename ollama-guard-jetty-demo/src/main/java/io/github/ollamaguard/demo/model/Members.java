package io.github.ollamaguard.demo.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;

/** Members of a JSON object, read with a neutral value where they are absent or of another type. */
final class Members {
    private Members() {}

    static String text(JsonObject object, String name) {
        return (object.get(name) instanceof JsonPrimitive p && p.isString()) ? p.getAsString() : "";
    }

    static boolean flag(JsonObject object, String name, boolean absent) {
        return (object.get(name) instanceof JsonPrimitive p && p.isBoolean()) ? p.getAsBoolean() : absent;
    }

    static int number(JsonObject object, String name, int absent) {
        return (object.get(name) instanceof JsonPrimitive p && p.isNumber()) ? p.getAsInt() : absent;
    }

    static JsonObject object(JsonObject object, String name) {
        return object.get(name) instanceof JsonObject inner ? inner : new JsonObject();
    }

    static List<JsonObject> objects(JsonObject object, String name) {
        List<JsonObject> found = new ArrayList<>();
        for (JsonElement element : array(object, name)) {
            if (element instanceof JsonObject inner) {
                found.add(inner);
            }
        }
        return found;
    }

    static List<String> texts(JsonObject object, String name) {
        List<String> found = new ArrayList<>();
        for (JsonElement element : array(object, name)) {
            if (element instanceof JsonPrimitive p && p.isString()) {
                found.add(p.getAsString());
            }
        }
        return found;
    }

    static JsonArray array(JsonObject object, String name) {
        return object.get(name) instanceof JsonArray inner ? inner : new JsonArray();
    }
}
