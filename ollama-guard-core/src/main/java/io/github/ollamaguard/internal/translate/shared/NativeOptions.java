package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.option.OllamaOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    /** OpenAI's names for {@code num_predict}; the later one wins. Other names are the same in both dialects. */
    private static final List<String> LENGTH_LIMITS =
            List.of("max_tokens", "max_completion_tokens", "max_output_tokens");

    private final Fields fields;
    private final JsonObject options = new JsonObject();

    /** How each option is spelt that has been given, whatever the case of its letters. */
    private final Map<String, String> spellings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private final JsonObject misplaced = new JsonObject();

    private NativeOptions(Fields fields) {
        this.fields = fields;
    }

    /** Returns whether a member at the top level of a request becomes an option, whatever the endpoint. */
    static boolean isOption(String name) {
        OllamaOption option = OllamaOption.named(name);
        return option == null ? LENGTH_LIMITS.contains(name) : !option.isTopLevel();
    }

    /** Reads a request; its own members win over those of a literal {@code extra_body}. */
    public static NativeOptions of(JsonObject request) throws ApiException {
        Fields own = Fields.of(request);
        Fields extra = own.object("extra_body");
        NativeOptions result = new NativeOptions(Fields.of(merged(request)));
        result.derive();
        if (extra != null) {
            result.collect(Fields.of(extra.json()));
        }
        result.collect(own);
        result.misplaced.entrySet().stream()
                .filter(member -> !result.fields.has(member.getKey()))
                .forEach(member -> result.fields.json().add(member.getKey(), member.getValue()));
        return result;
    }

    /** Returns the members of a request with those of a literal {@code extra_body}, which are weaker. */
    static JsonObject merged(JsonObject request) {
        JsonObject merged = request.get("extra_body") instanceof JsonObject extra ? Json.copy(extra) : new JsonObject();
        request.entrySet().stream()
                .filter(member -> !member.getValue().isJsonNull())
                .forEach(member -> merged.add(member.getKey(), member.getValue()));
        return merged;
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
                body.add(
                        name,
                        name.equals("keep_alive")
                                ? OptionRepair.repair(OllamaOption.Type.DURATION, name, value)
                                : value);
            }
        }
        if (!options.isEmpty()) {
            body.add("options", options);
        }
    }

    private void derive() throws ApiException {
        for (String limit : LENGTH_LIMITS) {
            JsonElement value = fields.element(limit);
            if (value != null) {
                if (Fields.whole(limit, value).signum() <= 0) {
                    throw Fields.belowMinimum(limit, 1);
                }
                replace(OllamaOption.NUM_PREDICT.toString(), value);
            }
        }
    }

    private void collect(Fields source) throws ApiException {
        for (OllamaOption option : OllamaOption.values()) {
            String name = option.toString();
            JsonElement value = option.isTopLevel() ? null : source.element(name);
            if (value != null) {
                put(name, name, value);
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

    private void put(String param, String name, JsonElement value) throws ApiException {
        OllamaOption option = OllamaOption.named(name);
        replace(name, option == null ? value : OptionRepair.repair(option.type(), param, value));
    }

    /** Names that differ in case would be read differently by different readers, so only the last one stays. */
    private void replace(String name, @Nullable JsonElement value) {
        String earlier = spellings.put(name, name);
        if (earlier != null) {
            options.remove(earlier);
        }
        Json.addIfPresent(options, name, value);
    }

    /**
     * The value of an option with the type that Ollama insists on. Ollama answers 500 to a value of another type; here
     * what is meant is repaired, and what cannot be is refused. Stateless.
     */
    static final class OptionRepair {
        private OptionRepair() {}

        /**
         * Returns the value with the right type; null when nothing is left of it.
         *
         * @param param path of the value, for errors
         */
        static @Nullable JsonElement repair(OllamaOption.Type type, String param, JsonElement value)
                throws ApiException {
            return switch (type) {
                case INTEGER -> number(param, value, "an integer");
                case NUMBER -> number(param, value, "a number");
                case BOOLEAN -> flag(param, value);
                case STRINGS -> strings(param, value);
                case THINKING -> thinking(param, value);
                case DURATION -> duration(param, value);
            };
        }

        private static JsonElement number(String param, JsonElement value, String wanted) throws ApiException {
            JsonPrimitive number = asNumber(value);
            if (number == null) {
                throw wrongType(param, wanted);
            }
            return number;
        }

        private static JsonElement flag(String param, JsonElement value) throws ApiException {
            if (Fields.isBoolean(value)) {
                return value;
            }
            String text = Fields.text(value);
            if (text != null && text.matches("true|false")) {
                return new JsonPrimitive(text.equals("true"));
            }
            throw wrongType(param, "a boolean");
        }

        private static @Nullable JsonElement strings(String param, JsonElement value) throws ApiException {
            JsonArray strings = new JsonArray();
            for (JsonElement element : value instanceof JsonArray array ? array : Json.array(value)) {
                if (!Fields.isString(element)) {
                    throw Fields.refused(param, "a string or an array of strings");
                }
                // An empty stop sequence would end every answer before it begins.
                if (!element.getAsString().isEmpty()) {
                    strings.add(element);
                }
            }
            return strings.isEmpty() ? null : strings;
        }

        private static JsonElement thinking(String param, JsonElement value) throws ApiException {
            String level = Fields.text(value);
            if (Fields.isBoolean(value) || (level != null && OllamaOption.Type.THINKING_LEVELS.contains(level))) {
                return value;
            }
            throw Fields.invalid(param, "must be true, false, low, medium, high or max");
        }

        /** Go's duration parser wants a unit, so a number in quotes becomes a number: seconds. */
        private static JsonElement duration(String param, JsonElement value) throws ApiException {
            JsonPrimitive number = asNumber(value);
            if (number != null) {
                return number;
            }
            if (Fields.isString(value)) {
                return value;
            }
            throw Fields.refused(param, "a number of seconds or a duration such as \"5m\"");
        }

        /** Returns a number, also one that came as a string, with its text unchanged; null for any other value. */
        private static @Nullable JsonPrimitive asNumber(JsonElement value) {
            if (Fields.isNumber(value)) {
                return (JsonPrimitive) value;
            }
            String text = Fields.text(value);
            JsonElement quoted = text == null ? null : StrictJson.parse(text);
            // White space around the number would be fine for JSON, but nobody means it.
            return quoted instanceof JsonPrimitive number
                            && number.isNumber()
                            && number.getAsString().equals(text)
                    ? number
                    : null;
        }

        private static ApiException wrongType(String param, String wanted) {
            return new ApiException(ApiError.invalid(
                    param, "invalid_type", "Invalid type for '" + param + "': expected " + wanted + "."));
        }
    }
}
