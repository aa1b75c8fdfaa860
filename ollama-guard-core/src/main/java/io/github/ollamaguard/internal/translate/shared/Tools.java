package io.github.ollamaguard.internal.translate.shared;

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
public final class Tools {
    /** What the native form has of its own, or does not have; Ollama reads names in any case. */
    private static final Set<String> BUILT = Set.of("name", "parameters", "strict", "type");

    private Tools() {}

    /** Returns the native tools, or null when the model gets none. */
    public static @Nullable JsonArray of(Fields request) throws ApiException {
        JsonArray given = request.array("tools");
        JsonArray tools = new JsonArray();
        for (int i = 0; given != null && i < given.size(); i++) {
            tools.add(tool(Fields.at(given.get(i), "tools[" + i + "]")));
        }
        JsonArray functions = given == null ? request.array("functions") : null;
        JsonArray chosen = functions == null ? chosen(tools, request, "tool_choice") : functions(functions, request);
        return chosen.isEmpty() ? null : chosen;
    }

    /** Returns whether a request calls its tools functions, as all did before there were tools. */
    public static boolean areFunctions(Fields request) throws ApiException {
        return request.array("tools") == null && request.array("functions") != null;
    }

    private static JsonArray functions(JsonArray given, Fields request) throws ApiException {
        JsonArray tools = new JsonArray();
        for (JsonElement element : given) {
            Fields function = Fields.at(element, "functions[" + tools.size() + "]");
            tools.add(function(function, function.requiredString("name")));
        }
        return chosen(tools, request, "function_call");
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
    public static JsonObject function(Fields function, String name) throws ApiException {
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

    /**
     * Returns the tools that a choice leaves.
     *
     * @param member the member of the request that holds the choice
     */
    public static JsonArray chosen(JsonArray tools, Fields request, String member) throws ApiException {
        JsonElement choice = request.element(member);
        if (choice == null) {
            return tools;
        }
        if (Fields.isString(choice)) {
            return switch (choice.getAsString()) {
                case "auto", "required" -> tools;
                case "none" -> new JsonArray();
                default -> throw unknown(member);
            };
        }
        Set<String> names = names(Fields.at(choice, member), member);
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
            throw new ApiException(ApiError.invalid(member, "'" + member + "' names a tool that is not there."));
        }
        return chosen;
    }

    private static Set<String> names(Fields choice, String member) throws ApiException {
        String type = choice.string("type");
        Set<String> names = new HashSet<>();
        if ("function".equals(type) || (type == null && member.equals("function_call"))) {
            names.add(functionName(choice, member));
        } else if ("allowed_tools".equals(type)) {
            Fields allowed = choice.object("allowed_tools");
            JsonArray list = (allowed == null ? choice : allowed).array("tools");
            for (int i = 0; list != null && i < list.size(); i++) {
                names.add(functionName(Fields.at(list.get(i), member), member));
            }
        } else {
            throw unknown(member);
        }
        return names;
    }

    private static String functionName(Fields choice, String member) throws ApiException {
        Fields function = choice.object("function");
        String name = (function == null ? choice : function).string("name");
        if (name == null) {
            throw new ApiException(ApiError.invalid(member, "'" + member + "' must name a function."));
        }
        return name;
    }

    private static ApiException unknown(String member) {
        return new ApiException(
                ApiError.invalid(member, "'" + member + "' must be none, auto, required or name a tool."));
    }
}
