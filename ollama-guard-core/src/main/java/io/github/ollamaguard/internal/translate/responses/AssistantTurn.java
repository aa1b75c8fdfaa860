package io.github.ollamaguard.internal.translate.responses;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.ollamaguard.internal.translate.shared.NativeReply;

/** A native message of the assistant to which further items of its turn are added. Not thread-safe. */
final class AssistantTurn {
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

    void addContent(CharSequence text) {
        append(content, text);
    }

    void addThinking(CharSequence text) {
        append(thinking, text);
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

    private static void append(StringBuilder target, CharSequence text) {
        target.append(target.isEmpty() || text.isEmpty() ? "" : "\n").append(text);
    }
}
