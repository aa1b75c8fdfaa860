package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON schema of a tool's parameters, repaired where Ollama's fixed structure would refuse it or lose its meaning:
 * a list of types at the root, schemas that are a plain boolean, {@code oneOf} and {@code const}.
 */
final class ToolSchema {
    private ToolSchema() {}

    /** Returns the schema of all parameters together; an empty object schema when there is none. */
    static JsonObject root(@Nullable Fields parameters) {
        if (parameters == null) {
            JsonObject empty = new JsonObject();
            empty.addProperty("type", "object");
            empty.add("properties", new JsonObject());
            return empty;
        }
        JsonObject root = schema(parameters.json());
        if (root.get("type") instanceof JsonArray types) {
            root.add("type", firstType(types));
        }
        return root;
    }

    private static JsonObject schema(JsonObject schema) {
        JsonObject result = new JsonObject();
        for (Map.Entry<String, JsonElement> member : schema.entrySet()) {
            JsonElement value = member.getValue();
            switch (member.getKey()) {
                case "properties", "$defs" -> result.add(member.getKey(), schemasByName(value));
                case "items" -> result.add("items", schemaOrBoolean(value));
                case "anyOf" -> result.add("anyOf", schemas(value));
                case "oneOf" -> result.add(has(schema, "anyOf") ? "oneOf" : "anyOf", schemas(value));
                case "const" -> {
                    boolean taken = has(schema, "enum");
                    result.add(taken ? "const" : "enum", taken ? value : singleton(value));
                }
                default -> result.add(member.getKey(), value);
            }
        }
        return result;
    }

    /** Ollama takes names that differ in case for the same. */
    private static boolean has(JsonObject schema, String name) {
        return schema.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    private static JsonElement schemaOrBoolean(JsonElement value) {
        if (value instanceof JsonObject object) {
            return schema(object);
        }
        return value instanceof JsonPrimitive primitive && primitive.isBoolean() ? new JsonObject() : value;
    }

    private static JsonElement schemasByName(JsonElement value) {
        if (!(value instanceof JsonObject object)) {
            return value;
        }
        JsonObject result = new JsonObject();
        object.entrySet().forEach(member -> result.add(member.getKey(), schemaOrBoolean(member.getValue())));
        return result;
    }

    private static JsonElement schemas(JsonElement value) {
        if (!(value instanceof JsonArray array)) {
            return value;
        }
        JsonArray result = new JsonArray(array.size());
        array.forEach(element -> result.add(schemaOrBoolean(element)));
        return result;
    }

    private static JsonArray singleton(JsonElement value) {
        JsonArray array = new JsonArray(1);
        array.add(value);
        return array;
    }

    private static JsonElement firstType(JsonArray types) {
        for (JsonElement type : types) {
            if (Fields.isString(type) && !type.getAsString().equals("null")) {
                return type;
            }
        }
        return new JsonPrimitive("object");
    }
}
