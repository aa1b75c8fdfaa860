package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
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

    private void addIfAbsent(String name, JsonElement value) {
        if (!fields.has(name)) {
            fields.json().add(name, value);
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
        if (value != null) {
            options.add(name, value);
        }
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
