package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Field.Use;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The fields of one endpoint's requests, by name. Immutable and thread-safe. */
public final class FieldTable {
    private static final Set<JsonElement> EMPTY = Set.of(
            JsonNull.INSTANCE, new JsonPrimitive(false), new JsonPrimitive(""), new JsonArray(), new JsonObject());

    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final List<String> copied;

    private FieldTable(List<Field> rows) {
        rows.forEach(field -> fields.put(field.name(), field));
        this.copied = fields.values().stream()
                .filter(field -> field.use() == Use.COPIED)
                .map(Field::name)
                .toList();
    }

    @SafeVarargs
    public static FieldTable of(List<Field>... parts) {
        List<Field> rows = new ArrayList<>();
        for (List<Field> part : parts) {
            rows.addAll(part);
        }
        return new FieldTable(rows);
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
        for (Map.Entry<String, JsonElement> member : members(request).entrySet()) {
            Field field = fields.get(member.getKey());
            if (field != null && field.use() == Use.REFUSED && !EMPTY.contains(member.getValue())) {
                throw new ApiException(ApiError.invalid(
                        field.name(), "unsupported_parameter", "'" + field.name() + "' " + field.note() + "."));
            }
        }
    }

    /** Returns the members of a request that have no effect although they should, by name. */
    public Set<String> dropped(JsonObject request) {
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonElement> member : members(request).entrySet()) {
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

    /** Its own members win over those of a literal {@code extra_body}. */
    private static Map<String, JsonElement> members(JsonObject request) {
        if (!(request.get("extra_body") instanceof JsonObject extra)) {
            return request.asMap();
        }
        Map<String, JsonElement> members = new LinkedHashMap<>(extra.asMap());
        request.asMap().forEach((name, value) -> {
            if (!value.isJsonNull()) {
                members.put(name, value);
            }
        });
        return members;
    }
}
