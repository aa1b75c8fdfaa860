package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of tools, both ways: OpenAI writes the arguments as JSON inside a string, Ollama as an object. */
public final class ToolCalls {
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
        for (Fields call : message.objects("tool_calls")) {
            String type = call.string("type");
            if (type != null && !type.equals("function")) {
                throw Fields.unsupported(call.path("type"), "Only calls of functions are supported.");
            }
            result.add(toNative(call.string("id"), call.requiredObject("function", "an object")));
        }
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
