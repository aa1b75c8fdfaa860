package io.github.ollamaguard.demo.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JSON value that fits a JSON schema as well as a guess can; names and numbers are picked from a text. */
final class Sample {
    private static final Pattern NAME = Pattern.compile("(?<=\\s)\\p{Lu}[\\p{L}-]+");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final int DEEPEST = 16;

    private final String name;
    private final int number;

    Sample(String text) {
        Matcher names = NAME.matcher(text);
        this.name = names.find() ? names.group() : "demo";
        Matcher numbers = NUMBER.matcher(text);
        this.number = numbers.find() ? Integer.parseInt(numbers.group()) : 1;
    }

    JsonElement of(JsonObject schema) {
        return of(schema, 0);
    }

    JsonObject ofProperties(JsonObject schema) {
        return properties(schema, 0);
    }

    private JsonElement of(JsonObject schema, int depth) {
        JsonArray allowed = Members.array(schema, "enum");
        if (!allowed.isEmpty()) {
            return allowed.get(0);
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        return switch (depth > DEEPEST ? "null" : type(schema)) {
            case "object" -> properties(schema, depth);
            case "array" -> array(schema, depth);
            case "integer", "number" -> inRange(schema);
            case "boolean" -> new JsonPrimitive(true);
            case "null" -> JsonNull.INSTANCE;
            default -> new JsonPrimitive(name);
        };
    }

    private static String type(JsonObject schema) {
        if (schema.get("type") instanceof JsonArray types && !types.isEmpty()) {
            return types.get(0) instanceof JsonPrimitive first ? first.getAsString() : "";
        }
        return schema.has("properties") ? "object" : Members.text(schema, "type");
    }

    private JsonObject properties(JsonObject schema, int depth) {
        JsonObject object = new JsonObject();
        for (Map.Entry<String, JsonElement> property :
                Members.object(schema, "properties").entrySet()) {
            JsonObject inner = property.getValue() instanceof JsonObject o ? o : new JsonObject();
            object.add(property.getKey(), of(inner, depth + 1));
        }
        return object;
    }

    private JsonArray array(JsonObject schema, int depth) {
        JsonArray array = new JsonArray();
        array.add(of(Members.object(schema, "items"), depth + 1));
        return array;
    }

    private JsonPrimitive inRange(JsonObject schema) {
        BigDecimal value = BigDecimal.valueOf(number);
        if (schema.get("minimum") instanceof JsonPrimitive minimum && minimum.isNumber()) {
            value = value.max(minimum.getAsBigDecimal());
        }
        if (schema.get("maximum") instanceof JsonPrimitive maximum && maximum.isNumber()) {
            value = value.min(maximum.getAsBigDecimal());
        }
        return new JsonPrimitive(value);
    }
}
