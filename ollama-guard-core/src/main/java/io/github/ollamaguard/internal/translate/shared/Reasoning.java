package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.option.OllamaOption;
import io.github.ollamaguard.internal.translate.shared.NativeOptions.OptionRepair;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much a model shall think, from any of the dialects in use: Ollama's {@code think}, OpenAI's and OpenRouter's
 * {@code reasoning} object, OpenAI's {@code reasoning_effort}, and the {@code thinking} and
 * {@code chat_template_kwargs} of other servers; the earlier one wins.
 *
 * @param think the native value, or null to leave the decision to Ollama
 * @param param the field that decided it, for errors
 * @param hidden whether the thinking stays out of the answer
 */
public record Reasoning(@Nullable JsonElement think, String param, boolean hidden) {
    public static Reasoning of(Fields fields) throws ApiException {
        Fields reasoning = fields.object("reasoning");
        boolean hidden = reasoning != null && reasoning.flag("exclude");
        JsonElement explicit = fields.element("think");
        if (explicit != null) {
            return new Reasoning(OptionRepair.repair(OllamaOption.Type.THINKING, "think", explicit), "think", hidden);
        }
        if (reasoning != null) {
            JsonElement effort = effort(reasoning, "effort");
            if (effort == null && reasoning.bool("enabled") != null) {
                effort = new JsonPrimitive(reasoning.flag("enabled"));
            }
            if (effort != null) {
                return new Reasoning(effort, "reasoning", hidden);
            }
        }
        JsonElement effort = effort(fields, "reasoning_effort");
        return new Reasoning(effort != null ? effort : otherDialects(fields), "reasoning_effort", hidden);
    }

    /**
     * Adds the thinking to a message, delta or choice.
     *
     * @return whether there was any to show
     */
    public static boolean show(String thinking, ReasoningField field, JsonObject target) {
        if (thinking.isEmpty() || field == ReasoningField.NONE) {
            return false;
        }
        if (field != ReasoningField.REASONING_CONTENT) {
            target.addProperty("reasoning", thinking);
        }
        if (field != ReasoningField.REASONING) {
            target.addProperty("reasoning_content", thinking);
        }
        return true;
    }

    /** Returns where the thinking goes in the answer. */
    public ReasoningField field(Translation.Options options) {
        return hidden ? ReasoningField.NONE : options.reasoningField();
    }

    /** Adds the native value to a body, unless the decision is Ollama's. */
    public void addTo(JsonObject body) {
        Json.addIfPresent(body, "think", think);
    }

    /** Returns the field to do without when the model cannot think, or null when there is none or somebody insists. */
    public @Nullable String dispensable() {
        boolean stands = think == null || param.equals("think") || think.equals(new JsonPrimitive(false));
        return stands ? null : param;
    }

    private static @Nullable JsonElement effort(Fields fields, String name) throws ApiException {
        String effort = fields.string(name);
        if (effort == null || effort.isEmpty()) {
            return null;
        }
        return switch (effort.toLowerCase(Locale.ROOT)) {
            case "none" -> new JsonPrimitive(false);
            case "minimal", "low" -> new JsonPrimitive("low");
            case "medium" -> new JsonPrimitive("medium");
            case "high" -> new JsonPrimitive("high");
            case "max", "xhigh", "ultra" -> new JsonPrimitive("max");
            default ->
                throw Fields.invalid(fields.path(name), "must be none, minimal, low, medium, high, xhigh or max");
        };
    }

    private static @Nullable JsonElement otherDialects(Fields fields) throws ApiException {
        if (fields.element("thinking") instanceof JsonObject thinking) {
            String type = Fields.at(thinking, "thinking").string("type");
            if (type != null) {
                return new JsonPrimitive(!type.equals("disabled"));
            }
        }
        Fields template = fields.object("chat_template_kwargs");
        Boolean enabled = template == null ? null : template.bool("enable_thinking");
        return enabled == null ? null : new JsonPrimitive(enabled);
    }
}
