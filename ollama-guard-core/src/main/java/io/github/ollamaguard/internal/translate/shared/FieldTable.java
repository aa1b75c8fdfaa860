package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The fields of one endpoint's requests, by name. Immutable and thread-safe. */
public final class FieldTable {
    /**
     * A field of a client's requests: one row of the table.
     *
     * @param isDropped whether a value that is not empty has no effect although it should have, at least in part
     * @param note what there is to say, for the documentation; for refused fields the rest of a sentence that begins
     *     with the name
     * @param examples values, each of which may be followed by further members; documentation shows what becomes of
     *     them
     */
    public record Field(String name, Use use, Predicate<JsonElement> isDropped, String note, List<String> examples) {
        /** What becomes of a field. */
        public enum Use {
            /** The translation reads it. */
            READ,
            /** It is one of Ollama's own and travels as it is. */
            COPIED,
            /** It is left out. */
            IGNORED,
            /** The answer would not be what the client expects. */
            REFUSED
        }

        public static Field read(String name, String note, String... examples) {
            return new Field(name, Use.READ, value -> false, note, List.of(examples));
        }

        public static Field copied(String name, String note, String... examples) {
            return new Field(name, Use.COPIED, value -> false, note, List.of(examples));
        }

        /** A field without which the answer is the same. */
        public static Field ignored(String name, String note, String... examples) {
            return new Field(name, Use.IGNORED, value -> false, note, List.of(examples));
        }

        /** A field that Ollama has nothing for; the client is told so. */
        public static Field dropped(String name, String note, String... examples) {
            return new Field(name, Use.IGNORED, value -> true, note, List.of(examples));
        }

        /** A field without which the answer would not be what the client expects. */
        public static Field refused(String name, String note, String... examples) {
            return new Field(name, Use.REFUSED, value -> false, note, List.of(examples));
        }

        /** Returns the same field, values of which may have to be left out. */
        public Field exceptFor(Predicate<JsonElement> values) {
            return new Field(name, use, values, note, examples);
        }
    }

    private static final Set<JsonElement> EMPTY = Set.of(
            JsonNull.INSTANCE, new JsonPrimitive(false), new JsonPrimitive(""), new JsonArray(), new JsonObject());

    private final Map<String, Field> fields;
    private final List<String> copied;

    private FieldTable(Map<String, Field> fields) {
        this.fields = fields;
        this.copied = fields.values().stream()
                .filter(field -> field.use() == Field.Use.COPIED)
                .map(Field::name)
                .toList();
    }

    @SafeVarargs
    public static FieldTable of(List<Field>... parts) {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (List<Field> part : parts) {
            part.forEach(field -> fields.put(field.name(), field));
        }
        return new FieldTable(fields);
    }

    /** Returns all rows. */
    public List<Field> rows() {
        return List.copyOf(fields.values());
    }

    /** Returns the names of the fields that travel as they are. */
    public List<String> copied() {
        return copied;
    }

    /**
     * Checks that a request asks for nothing that cannot be had.
     *
     * @throws ApiException when it does
     */
    public void check(JsonObject request) throws ApiException {
        for (Map.Entry<String, JsonElement> member :
                NativeOptions.merged(request).entrySet()) {
            Field field = fields.get(member.getKey());
            if (field != null && field.use() == Field.Use.REFUSED && !EMPTY.contains(member.getValue())) {
                throw new ApiException(ApiError.invalid(
                        field.name(), "unsupported_parameter", "'" + field.name() + "' " + field.note() + "."));
            }
        }
    }

    /** Returns the members of a request that have no effect although they should, by name. */
    public Set<String> dropped(JsonObject request) {
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonElement> member :
                NativeOptions.merged(request).entrySet()) {
            if (isDropped(member.getKey(), member.getValue()) && !EMPTY.contains(member.getValue())) {
                names.add(member.getKey());
            }
        }
        return names;
    }

    private boolean isDropped(String name, JsonElement value) {
        Field field = fields.get(name);
        return field == null ? !NativeOptions.isOption(name) : field.isDropped().test(value);
    }
}
