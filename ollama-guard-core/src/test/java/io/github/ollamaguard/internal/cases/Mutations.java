package io.github.ollamaguard.internal.cases;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Small random damage to JSON, the same for the same seed. Not thread-safe. */
final class Mutations {
    private static final String[] VALUES = {
        "null",
        "true",
        "false",
        "0",
        "-1",
        "2",
        "0.5",
        "-0.0",
        "1e400",
        "-1e-400",
        "9007199254740993",
        "1E3",
        "\"\"",
        "\" \"",
        "\"x\"",
        "\"NaN\"",
        "\"5\"",
        "\"1e99\"",
        "\"stop\"",
        "\"length\"",
        "\"function\"",
        "\"👍\"",
        "\"\\u0000\\n\\ndata: x\"",
        "\"{\\\"a\\\":1}\"",
        "\"{\"",
        "\"data:image/png;base64,AA\"",
        "\"data:,%\"",
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "[{}]",
        "[\"a\",1]",
        "{\"a\":1}",
        "{\"type\":\"text\"}",
        "{\"type\":[]}",
        "{\"error\":\"x\"}",
        "{\"effort\":\"low\"}",
        "{\"name\":\"f\"}",
        "{\"function\":{\"name\":\"f\"}}",
    };

    private final SplittableRandom random;

    Mutations(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Returns a copy with one to four changes. */
    JsonObject of(JsonObject tree) {
        JsonObject copy = tree.deepCopy();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            List<JsonElement> containers = new ArrayList<>();
            collect(copy, containers);
            change(containers.get(random.nextInt(containers.size())));
        }
        return copy;
    }

    /** Returns a copy that is cut, or has some other bytes. */
    String of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            return text;
        }
        if (random.nextInt(3) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        for (int changes = random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) "{}[]\",:\\\n0e\u0000".charAt(random.nextInt(12));
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Returns one of several. */
    <T> T any(List<T> several) {
        return several.get(random.nextInt(several.size()));
    }

    boolean coin() {
        return random.nextBoolean();
    }

    private static void collect(JsonElement element, List<JsonElement> containers) {
        if (element instanceof JsonObject object) {
            containers.add(object);
            object.asMap().values().forEach(value -> collect(value, containers));
        } else if (element instanceof JsonArray array) {
            containers.add(array);
            array.forEach(value -> collect(value, containers));
        }
    }

    private void change(JsonElement container) {
        if (container instanceof JsonObject object && !object.isEmpty()) {
            String name = any(List.copyOf(object.keySet()));
            switch (random.nextInt(4)) {
                case 0 -> object.remove(name);
                case 1 ->
                    object.add(
                            any(List.copyOf(object.keySet())), object.get(name).deepCopy());
                default -> object.add(name, value());
            }
        } else if (container instanceof JsonArray array) {
            switch (array.isEmpty() ? 0 : random.nextInt(3)) {
                case 0 -> array.add(value());
                case 1 -> array.remove(random.nextInt(array.size()));
                default -> array.set(random.nextInt(array.size()), value());
            }
        }
    }

    private JsonElement value() {
        return JsonParser.parseString(VALUES[random.nextInt(VALUES.length)]);
    }
}
