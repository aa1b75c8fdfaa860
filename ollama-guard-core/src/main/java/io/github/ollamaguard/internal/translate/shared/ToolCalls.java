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
        JsonArray calls = message.array("tool_calls");
        for (int i = 0; calls != null && i < calls.size(); i++) {
            Fields call = Fields.at(calls.get(i), message.path("tool_calls[" + i + "]"));
            String type = call.string("type");
            if (type != null && !type.equals("function")) {
                throw Fields.unsupported(call.path("type"), "Only calls of functions are supported.");
            }
            result.add(toNative(call.string("id"), call.object("function"), call.path("function")));
        }
        if (calls == null && message.has("function_call")) {
            result.add(toNative(null, message.object("function_call"), message.path("function_call")));
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
        JsonObject target = new JsonObject();
        target.addProperty("name", function.text("name"));
        target.addProperty("arguments", arguments == null ? "{}" : textOf(arguments));
        JsonObject result = new JsonObject();
        String id = call.text("id");
        result.addProperty("id", id.isEmpty() ? Ids.random("call_") : id);
        result.addProperty("type", "function");
        result.add("function", target);
        return result;
    }

    private static String textOf(JsonElement arguments) {
        return Fields.isString(arguments) ? arguments.getAsString() : arguments.toString();
    }

    /**
     * Returns a native call.
     *
     * @param function what holds {@code name} and {@code arguments}
     * @param path where it should stand
     */
    public static JsonObject toNative(@Nullable String id, @Nullable Fields function, String path) throws ApiException {
        if (function == null) {
            throw Fields.refused(path, "an object");
        }
        JsonObject target = new JsonObject();
        target.addProperty("name", function.requiredString("name"));
        target.add("arguments", arguments(function));
        JsonObject call = new JsonObject();
        if (id != null) {
            call.addProperty("id", id);
        }
        call.add("function", target);
        return call;
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
