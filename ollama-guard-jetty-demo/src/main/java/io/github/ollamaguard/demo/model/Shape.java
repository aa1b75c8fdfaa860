package io.github.ollamaguard.demo.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Where text, thinking and tool calls stand in a line: the one difference between the two generating operations. */
enum Shape {
    CHAT {
        @Override
        void put(JsonObject line, String thinking, String text, JsonArray toolCalls) {
            JsonObject message = new JsonObject();
            message.addProperty("role", "assistant");
            message.addProperty("content", text);
            addThinking(message, thinking);
            if (!toolCalls.isEmpty()) {
                message.add("tool_calls", toolCalls);
            }
            line.add("message", message);
        }
    },

    GENERATE {
        @Override
        void put(JsonObject line, String thinking, String text, JsonArray toolCalls) {
            line.addProperty("response", text);
            addThinking(line, thinking);
            if (!toolCalls.isEmpty()) {
                line.add("tool_calls", toolCalls);
            }
        }
    };

    abstract void put(JsonObject line, String thinking, String text, JsonArray toolCalls);

    private static void addThinking(JsonObject object, String thinking) {
        if (!thinking.isEmpty()) {
            object.addProperty("thinking", thinking);
        }
    }
}
