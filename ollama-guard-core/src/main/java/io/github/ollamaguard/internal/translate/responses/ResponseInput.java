package io.github.ollamaguard.internal.translate.responses;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Content;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.Messages;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Tools.ToolCalls;
import org.jspecify.annotations.Nullable;

/**
 * The input of the Responses API as native messages. OpenAI keeps thinking, text and calls of one turn as items of
 * their own; Ollama wants them in one assistant message, directly before the results of the calls. Not thread-safe.
 */
final class ResponseInput {
    private final Messages messages = new Messages("");
    private final JsonArray result = new JsonArray();

    /** What comes before the item that it belongs to. */
    private final StringBuilder thinking = new StringBuilder();

    /** The last message, when it is the assistant's. */
    private @Nullable AssistantTurn turn;

    private ResponseInput() {}

    /** Returns the native messages; never empty. */
    static JsonArray messages(Fields request) throws ApiException {
        ResponseInput input = new ResponseInput();
        String instructions = request.string("instructions");
        if (instructions != null && !instructions.isEmpty()) {
            input.result.add(Content.text(instructions).message("system"));
        }
        JsonElement given = request.element("input");
        String text = Fields.text(given);
        if (text != null && !text.isEmpty()) {
            input.result.add(Content.text(text).message("user"));
        } else if (given instanceof JsonArray items && !items.isEmpty()) {
            for (int i = 0; i < items.size(); i++) {
                input.item(Fields.at(items.get(i), "input[" + i + "]"), "input[" + i + "]");
            }
            if (!input.thinking.isEmpty()) {
                input.open(empty());
            }
            input.close();
        } else {
            throw Fields.invalid("input", "must be a text or an array of items");
        }
        return input.result;
    }

    private void item(Fields item, String path) throws ApiException {
        String type = item.string("type");
        switch (type == null ? "message" : type) {
            case "message" -> message(item);
            case "function_call" -> call(item);
            case "function_call_output" -> output(item);
            case "reasoning" -> thinking.append(thinking.isEmpty() ? "" : "\n").append(thinkingOf(item));
            // Traces of tools that OpenAI runs itself: nothing that a model needs to see again.
            case "web_search_call",
                    "file_search_call",
                    "computer_call",
                    "image_generation_call",
                    "code_interpreter_call",
                    "local_shell_call",
                    "mcp_call",
                    "mcp_list_tools" -> {}
            default -> throw Fields.unsupported(path, "Items of this type are not supported.");
        }
    }

    private void message(Fields item) throws ApiException {
        JsonObject message = messages.message(item);
        if (!message.get("role").getAsString().equals("assistant")) {
            add(message);
        } else if (turn != null && turn.hasCalls()) {
            append(turn.content, message.get("content").getAsString());
        } else {
            open(message);
        }
    }

    private void call(Fields item) throws ApiException {
        JsonObject call = ToolCalls.toNative(item.string("call_id"), item);
        messages.remember(call);
        AssistantTurn current = turn == null ? open(empty()) : turn;
        takeThinking(current);
        current.addCall(call);
    }

    private void output(Fields item) throws ApiException {
        Content content = Content.required(item, "output", "");
        add(messages.toolResult(content, item.requiredString("call_id"), null));
    }

    /** Returns the text of a reasoning item: in full where there is one, else its summary. */
    private static String thinkingOf(Fields item) throws ApiException {
        String full = text(item.array("content"));
        return full.isEmpty() ? text(item.array("summary")) : full;
    }

    private static String text(@Nullable JsonArray parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; parts != null && i < parts.size(); i++) {
            if (parts.get(i) instanceof JsonObject part) {
                text.append(new NativeReply(part).text("text"));
            }
        }
        return text.toString();
    }

    private void add(JsonObject message) {
        close();
        result.add(message);
    }

    private AssistantTurn open(JsonObject message) {
        add(message);
        AssistantTurn opened = new AssistantTurn(message);
        takeThinking(opened);
        turn = opened;
        return opened;
    }

    private void close() {
        if (turn != null) {
            turn.close();
            turn = null;
        }
    }

    private void takeThinking(AssistantTurn target) {
        append(target.thinking, thinking);
        thinking.setLength(0);
    }

    private static void append(StringBuilder target, CharSequence text) {
        target.append(target.isEmpty() || text.isEmpty() ? "" : "\n").append(text);
    }

    private static JsonObject empty() {
        return Content.text("").message("assistant");
    }

    /** A native message of the assistant to which further items of its turn are added. Not thread-safe. */
    private static final class AssistantTurn {
        private final JsonObject message;
        private final StringBuilder content;
        private final StringBuilder thinking;

        AssistantTurn(JsonObject message) {
            NativeReply begun = new NativeReply(message);
            this.message = message;
            this.content = new StringBuilder(begun.text("content"));
            this.thinking = new StringBuilder(begun.text("thinking"));
        }

        boolean hasCalls() {
            return message.has("tool_calls");
        }

        void addCall(JsonObject call) {
            if (!hasCalls()) {
                message.add("tool_calls", new JsonArray());
            }
            message.getAsJsonArray("tool_calls").add(call);
        }

        /** Puts the texts into the message, at last: as many items as a client likes may have added to them. */
        void close() {
            message.addProperty("content", content.toString());
            if (!thinking.isEmpty()) {
                message.addProperty("thinking", thinking.toString());
            }
        }
    }
}
