package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        boolean areFunctions = areFunctions(request);
        JsonArray tools = new JsonArray();
        request.forEach(areFunctions ? "functions" : "tools", tool -> {
            Fields function = areFunctions ? tool : functionOf(tool);
            tools.add(function(function, function.requiredString("name")));
        });
        return chosen(tools, request, areFunctions ? "function_call" : "tool_choice");
    }

    /** Returns whether a request calls its tools functions, as all did before there were tools. */
    public static boolean areFunctions(Fields request) throws ApiException {
        return request.array("tools") == null && request.array("functions") != null;
    }

    private static Fields functionOf(Fields tool) throws ApiException {
        if (!"function".equals(tool.string("type"))) {
            throw Fields.unsupported(tool.path("type"), "Only tools of type 'function' are supported.");
        }
        return tool.requiredObject("function", "an object");
    }

    /** Returns the native tool for a function. */
    public static JsonObject function(Fields function, String name) throws ApiException {
        JsonObject result = Json.copy(function.json());
        result.keySet().removeIf(member -> BUILT.contains(member.toLowerCase(Locale.ROOT)));
        result.asMap().values().removeIf(JsonElement::isJsonNull);
        result.addProperty("name", name);
        result.add("parameters", ToolSchema.root(function.object("parameters")));
        return Json.object("type", "function", "function", result);
    }

    /**
     * Returns the tools that a choice leaves, or null when the model gets none.
     *
     * @param member the member of the request that holds the choice
     */
    public static @Nullable JsonArray chosen(JsonArray tools, Fields request, String member) throws ApiException {
        JsonElement choice = request.element(member);
        JsonArray chosen = choice == null ? tools : chosen(tools, choice, member);
        return chosen.isEmpty() ? null : chosen;
    }

    private static JsonArray chosen(JsonArray tools, JsonElement choice, String member) throws ApiException {
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
            JsonObject function = tool.getAsJsonObject().getAsJsonObject("function");
            if (names.remove(function.get("name").getAsString())) {
                chosen.add(tool);
            }
        }
        if (!names.isEmpty()) {
            throw Fields.invalid(member, "names a tool that is not there");
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
            throw Fields.invalid(member, "must name a function");
        }
        return name;
    }

    private static ApiException unknown(String member) {
        return Fields.invalid(member, "must be none, auto, required or name a tool");
    }

    /** Calls of tools, both ways: OpenAI writes the arguments as JSON inside a string, Ollama as an object. */
    public static final class ToolCalls {
        private ToolCalls() {}

        /** Returns how many calls an answer to a request may hold. */
        public static int most(Fields request) throws ApiException {
            return Boolean.FALSE.equals(request.bool("parallel_tool_calls")) ? 1 : Integer.MAX_VALUE;
        }

        /** Returns the first native calls of the message in a reply, at most so many. */
        public static List<NativeReply> first(int most, NativeReply message) {
            List<NativeReply> calls = message.objects("tool_calls");
            return calls.subList(0, Math.min(calls.size(), most));
        }

        /** Returns the native calls of an assistant message; empty when it has none. */
        static JsonArray toNative(Fields message) throws ApiException {
            JsonArray result = new JsonArray();
            message.forEach("tool_calls", call -> {
                String type = call.string("type");
                if (type != null && !type.equals("function")) {
                    throw Fields.unsupported(call.path("type"), "Only calls of functions are supported.");
                }
                result.add(toNative(call.string("id"), call.requiredObject("function", "an object")));
            });
            if (!message.has("tool_calls") && message.has("function_call")) {
                result.add(toNative(null, message.requiredObject("function_call", "an object")));
            }
            return result;
        }

        /**
         * Returns the OpenAI form of a native call.
         *
         * @param call from a reply; whatever is missing is made up
         */
        public static JsonObject toOpenAi(NativeReply call) {
            NativeReply function = call.object("function");
            JsonElement arguments = function.element("arguments");
            String text = arguments == null ? "{}" : textOf(arguments);
            String id = call.text("id").isEmpty() ? Ids.random("call_") : call.text("id");
            JsonObject target = Json.object("name", function.text("name"), "arguments", text);
            return Json.object("id", id, "type", "function", "function", target);
        }

        private static String textOf(JsonElement arguments) {
            return Fields.isString(arguments) ? arguments.getAsString() : arguments.toString();
        }

        /**
         * Returns a native call.
         *
         * @param function what holds {@code name} and {@code arguments}
         */
        public static JsonObject toNative(@Nullable String id, Fields function) throws ApiException {
            JsonObject target = Json.object("name", function.requiredString("name"), "arguments", arguments(function));
            return id == null ? Json.object("function", target) : Json.object("id", id, "function", target);
        }

        private static JsonObject arguments(Fields function) throws ApiException {
            JsonElement given = function.element("arguments");
            if (given == null) {
                return new JsonObject();
            }
            if (given instanceof JsonObject object) {
                return object;
            }
            if (Fields.isString(given)) {
                String text = given.getAsString().strip();
                if (text.isEmpty() || text.equals("null")) {
                    return new JsonObject();
                }
                if (StrictJson.parse(text) instanceof JsonObject object) {
                    return object;
                }
            }
            throw Fields.invalid(function.path("arguments"), "must be a JSON object in a string");
        }
    }

    /**
     * The JSON schema of a tool's parameters, repaired where Ollama's fixed structure would refuse it or lose its
     * meaning: a list of types at the root, schemas that are a plain boolean, {@code oneOf} and {@code const}.
     */
    private static final class ToolSchema {
        private ToolSchema() {}

        /** Returns the schema of all parameters together; an empty object schema when there is none. */
        static JsonObject root(@Nullable Fields parameters) {
            if (parameters == null) {
                return Json.object("type", "object", "properties", new JsonObject());
            }
            JsonObject root = schema(parameters.json());
            if (root.get("type") instanceof JsonArray types) {
                root.add("type", firstType(types));
            }
            return root;
        }

        private static JsonObject schema(JsonObject schema) {
            JsonObject result = new JsonObject();
            for (Map.Entry<String, JsonElement> member : schema.entrySet()) {
                JsonElement value = member.getValue();
                switch (member.getKey()) {
                    case "properties", "$defs" -> result.add(member.getKey(), schemasByName(value));
                    case "items" -> result.add("items", schemaOrBoolean(value));
                    case "anyOf" -> result.add("anyOf", schemas(value));
                    case "oneOf" -> result.add(has(schema, "anyOf") ? "oneOf" : "anyOf", schemas(value));
                    case "const" -> {
                        boolean taken = has(schema, "enum");
                        result.add(taken ? "const" : "enum", taken ? value : Json.array(value));
                    }
                    default -> result.add(member.getKey(), value);
                }
            }
            return result;
        }

        /** Ollama takes names that differ in case for the same. */
        private static boolean has(JsonObject schema, String name) {
            return schema.keySet().stream().anyMatch(name::equalsIgnoreCase);
        }

        private static JsonElement schemaOrBoolean(JsonElement value) {
            if (value instanceof JsonObject object) {
                return schema(object);
            }
            return Fields.isBoolean(value) ? new JsonObject() : value;
        }

        private static JsonElement schemasByName(JsonElement value) {
            if (!(value instanceof JsonObject object)) {
                return value;
            }
            JsonObject result = new JsonObject();
            object.entrySet().forEach(member -> result.add(member.getKey(), schemaOrBoolean(member.getValue())));
            return result;
        }

        private static JsonElement schemas(JsonElement value) {
            if (!(value instanceof JsonArray array)) {
                return value;
            }
            JsonArray result = new JsonArray(array.size());
            array.forEach(element -> result.add(schemaOrBoolean(element)));
            return result;
        }

        private static JsonElement firstType(JsonArray types) {
            for (JsonElement type : types) {
                if (Fields.isString(type) && !type.getAsString().equals("null")) {
                    return type;
                }
            }
            return new JsonPrimitive("object");
        }
    }
}
