package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Tools.ToolCalls;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The history of a chat, OpenAI's messages to native ones: one native message each, order kept. Remembers the tool
 * calls seen so far, because Ollama wants the name of the tool where OpenAI gives the id of the call. Not thread-safe.
 */
public final class Messages {
    private final Map<String, String> toolNames = new HashMap<>();
    private final String separator;

    /**
     * Creates an empty history.
     *
     * @param separator what stands between the text parts of one message
     */
    public Messages(String separator) {
        this.separator = separator;
    }

    /** Returns the native messages; never empty, because Ollama takes an empty chat as an order to load the model. */
    public static JsonArray of(Fields request) throws ApiException {
        // llama.cpp and vLLM join the parts of a chat message by line breaks, too.
        Messages messages = new Messages("\n");
        JsonArray result = new JsonArray();
        request.forEach("messages", message -> result.add(messages.message(message)));
        if (result.isEmpty()) {
            throw Fields.invalid("messages", "must hold at least one message");
        }
        return result;
    }

    /** Returns the native form of the next message. */
    public JsonObject message(Fields message) throws ApiException {
        String role = message.string("role");
        return switch (role == null ? "" : role) {
            // Most chat templates silently drop the role developer.
            case "system", "developer" -> plain("system", message);
            case "user" -> plain("user", message);
            case "assistant" -> assistant(message);
            case "tool", "function" -> {
                Content content = Content.required(message, "content", separator);
                yield toolResult(content, message.string("tool_call_id"), message.string("name"));
            }
            default -> throw Fields.invalid(message.path("role"), "must be system, developer, user, assistant or tool");
        };
    }

    private JsonObject plain(String role, Fields message) throws ApiException {
        return Content.required(message, "content", separator).message(role);
    }

    private JsonObject assistant(Fields message) throws ApiException {
        Content content = Content.of(message, "content", separator);
        String refusal = message.string("refusal");
        JsonObject result =
                (content == null ? Content.text(refusal == null ? "" : refusal) : content).message("assistant");
        String thinking = message.string("reasoning");
        if (thinking == null || thinking.isEmpty()) {
            thinking = message.string("reasoning_content");
        }
        if (thinking != null && !thinking.isEmpty()) {
            result.addProperty("thinking", thinking);
        }
        JsonArray calls = ToolCalls.toNative(message);
        if (!calls.isEmpty()) {
            calls.forEach(this::remember);
            result.add("tool_calls", calls);
        }
        return result;
    }

    /**
     * Returns the native message with the result of a tool.
     *
     * @param id that of the call, or null when it is unknown
     * @param name that of the tool, or null to take that of the latest call with this id
     */
    public JsonObject toolResult(Content content, @Nullable String id, @Nullable String name) {
        JsonObject result = content.message("tool");
        if (id != null) {
            result.addProperty("tool_call_id", id);
        }
        String toolName = name == null && id != null ? toolNames.get(id) : name;
        if (toolName != null) {
            result.addProperty("tool_name", toolName);
        }
        return result;
    }

    /** Takes note of a native call. */
    public void remember(JsonElement call) {
        JsonElement id = call.getAsJsonObject().get("id");
        if (id != null) {
            JsonObject function = call.getAsJsonObject().getAsJsonObject("function");
            toolNames.put(id.getAsString(), function.get("name").getAsString());
        }
    }
}
