package io.github.ollamaguard.internal.translate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tools that a model may call, and OpenAI's {@code tool_choice}. Ollama has no choice, so the guard offers only the
 * tools that are chosen; that one must be called ({@code required}) cannot be enforced.
 */
final class Tools {
    /** What the native form has of its own, or does not have; Ollama reads names in any case. */
    private static final Set<String> BUILT = Set.of("name", "parameters", "strict", "type");

    private Tools() {}

    /** Returns the native tools, or null when the model gets none. */
    static @Nullable JsonArray of(Fields request) throws ApiException {
        JsonArray given = request.array("tools");
        JsonArray tools = new JsonArray();
        for (int i = 0; given != null && i < given.size(); i++) {
            tools.add(tool(Fields.at(given.get(i), "tools[" + i + "]")));
        }
        JsonArray chosen = chosen(tools, request);
        return chosen.isEmpty() ? null : chosen;
    }

    private static JsonObject tool(Fields tool) throws ApiException {
        if (!"function".equals(tool.string("type"))) {
            throw new ApiException(ApiError.invalid(
                    tool.path("type"), "unsupported_value", "Only tools of type 'function' are supported."));
        }
        Fields function = tool.object("function");
        if (function == null) {
            throw Fields.refused(tool.path("function"), "an object");
        }
        return function(function, function.requiredString("name"));
    }

    /** Returns the native tool for a function. */
    static JsonObject function(Fields function, String name) throws ApiException {
        JsonObject result = new JsonObject();
        function.json().entrySet().forEach(member -> {
            if (!BUILT.contains(member.getKey().toLowerCase(Locale.ROOT))
                    && !member.getValue().isJsonNull()) {
                result.add(member.getKey(), member.getValue());
            }
        });
        result.addProperty("name", name);
        result.add("parameters", ToolSchema.root(function.object("parameters")));
        JsonObject wrapped = new JsonObject();
        wrapped.addProperty("type", "function");
        wrapped.add("function", result);
        return wrapped;
    }

    /** Returns the tools that {@code tool_choice} leaves. */
    static JsonArray chosen(JsonArray tools, Fields request) throws ApiException {
        JsonElement choice = request.element("tool_choice");
        if (choice == null) {
            return tools;
        }
        if (Fields.isString(choice)) {
            return switch (choice.getAsString()) {
                case "auto", "required" -> tools;
                case "none" -> new JsonArray();
                default -> throw refusedChoice("'tool_choice' must be none, auto, required or name a tool.");
            };
        }
        return named(tools, Fields.at(choice, "tool_choice"));
    }

    private static JsonArray named(JsonArray tools, Fields choice) throws ApiException {
        String type = choice.string("type");
        Set<String> names = new HashSet<>();
        if ("function".equals(type)) {
            names.add(functionName(choice));
        } else if ("allowed_tools".equals(type)) {
            Fields allowed = choice.object("allowed_tools");
            JsonArray list = (allowed == null ? choice : allowed).array("tools");
            for (int i = 0; list != null && i < list.size(); i++) {
                names.add(functionName(Fields.at(list.get(i), "tool_choice")));
            }
        } else {
            throw refusedChoice("'tool_choice' must be none, auto, required or name a tool.");
        }
        JsonArray chosen = new JsonArray();
        for (JsonElement tool : tools) {
            if (names.remove(tool.getAsJsonObject()
                    .getAsJsonObject("function")
                    .get("name")
                    .getAsString())) {
                chosen.add(tool);
            }
        }
        if (!names.isEmpty()) {
            throw refusedChoice("'tool_choice' names a tool that is not among 'tools'.");
        }
        return chosen;
    }

    private static String functionName(Fields choice) throws ApiException {
        Fields function = choice.object("function");
        String name = (function == null ? choice : function).string("name");
        if (name == null) {
            throw refusedChoice("'tool_choice' must name a function.");
        }
        return name;
    }

    private static ApiException refusedChoice(String message) {
        return new ApiException(ApiError.invalid("tool_choice", message));
    }
}
