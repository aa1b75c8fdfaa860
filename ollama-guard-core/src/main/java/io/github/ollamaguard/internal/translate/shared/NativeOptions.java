package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Parameters.Derived;
import io.github.ollamaguard.internal.translate.shared.Parameters.Option;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Ollama side of an OpenAI request: its options, flat or nested, and its native fields.
 *
 * <p>The OpenAI SDK for Python merges {@code extra_body} into the top level, others send it literally; some people nest
 * options as Ollama does, some do not. From weak to strong: OpenAI's own fields, a literal {@code extra_body} (flat,
 * then nested), flat members, the nested {@code options} object.
 */
public final class NativeOptions {
    /** Native top-level fields that people put into {@code options} by mistake. */
    private static final List<String> MISPLACED = List.of("think", "keep_alive", "format", "truncate", "shift");

    private final Fields fields;
    private final JsonObject options = new JsonObject();
    private final JsonObject misplaced = new JsonObject();

    private NativeOptions(Fields fields) {
        this.fields = fields;
    }

    /** Reads a request; its own members win over those of a literal {@code extra_body}. */
    public static NativeOptions of(JsonObject request) throws ApiException {
        Fields own = Fields.of(request);
        Fields extra = own.object("extra_body");
        NativeOptions result =
                new NativeOptions(Fields.of(merged(extra == null ? new JsonObject() : extra.json(), request)));
        result.derive();
        if (extra != null) {
            result.collect(Fields.of(extra.json()));
        }
        result.collect(own);
        result.misplaced.entrySet().forEach(member -> result.addIfAbsent(member.getKey(), member.getValue()));
        return result;
    }

    /** Returns the members of the request, those of {@code extra_body} included. */
    public Fields fields() {
        return fields;
    }

    /** Puts the options and the native fields that are present into a native body. */
    public void addTo(JsonObject body, List<String> nativeFields) throws ApiException {
        for (String name : nativeFields) {
            JsonElement value = fields.element(name);
            if (value != null) {
                body.add(name, name.equals("keep_alive") ? keepAlive(value) : value);
            }
        }
        if (!options.isEmpty()) {
            body.add("options", options);
        }
    }

    private void derive() throws ApiException {
        for (Derived derived : Parameters.LENGTH_LIMITS) {
            JsonElement value = fields.element(derived.field());
            if (value != null) {
                if (Fields.whole(derived.field(), value).signum() <= 0) {
                    throw Fields.belowMinimum(derived.field(), 1);
                }
                options.add(derived.option(), value);
            }
        }
    }

    private void collect(Fields source) throws ApiException {
        for (Option option : Parameters.OPTIONS.values()) {
            JsonElement value = source.element(option.name());
            if (value != null) {
                put(option.name(), option.name(), value);
            }
        }
        Fields nested = source.object("options");
        if (nested != null) {
            for (Map.Entry<String, JsonElement> member : nested.json().entrySet()) {
                if (MISPLACED.contains(member.getKey())) {
                    misplaced.add(member.getKey(), member.getValue());
                } else if (!(member.getValue() instanceof JsonNull)) {
                    put(nested.path(member.getKey()), member.getKey(), member.getValue());
                }
            }
        }
    }

    private void addIfAbsent(String name, JsonElement value) {
        if (!fields.has(name)) {
            fields.json().add(name, value);
        }
    }

    private void put(String param, String name, JsonElement value) throws ApiException {
        Option option = Parameters.OPTIONS.get(name);
        JsonElement repaired = option == null ? value : option.type().repair(param, value);
        // Names that differ in case would be read differently by different readers.
        options.keySet().removeIf(name::equalsIgnoreCase);
        if (repaired != null) {
            options.add(name, repaired);
        }
    }

    /** Go's duration parser wants a unit, so a number in quotes becomes a number: seconds. */
    private static JsonElement keepAlive(JsonElement value) throws ApiException {
        JsonPrimitive number = OptionType.asNumber(value);
        if (number != null) {
            return number;
        }
        if (Fields.isString(value)) {
            return value;
        }
        throw Fields.refused("keep_alive", "a number of seconds or a duration such as \"5m\"");
    }

    private static JsonObject merged(JsonObject weak, JsonObject strong) {
        JsonObject merged = new JsonObject();
        weak.entrySet().forEach(member -> merged.add(member.getKey(), member.getValue()));
        strong.entrySet().forEach(member -> addUnlessNull(merged, member.getKey(), member.getValue()));
        return merged;
    }

    private static void addUnlessNull(JsonObject target, String name, @Nullable JsonElement value) {
        if (!(value instanceof JsonNull) || !target.has(name)) {
            target.add(name, value);
        }
    }
}
