package io.github.ollamaguard.internal.translate.responses;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** The kinds of output items of the Responses API, as JSON. */
final class ResponseItem {
    private ResponseItem() {}

    /** A summary of thinking; Ollama shows all of it. */
    static JsonObject reasoning(String id, String text) {
        JsonArray summary = new JsonArray();
        if (!text.isEmpty()) {
            summary.add(summaryPart(text));
        }
        JsonObject item = new JsonObject();
        item.addProperty("id", id);
        item.addProperty("type", "reasoning");
        item.add("summary", summary);
        return item;
    }

    static JsonObject summaryPart(String text) {
        JsonObject part = new JsonObject();
        part.addProperty("type", "summary_text");
        part.addProperty("text", text);
        return part;
    }

    /** A message of the assistant with one text, or still without content. */
    static JsonObject message(String id, String status, JsonArray content) {
        JsonObject item = new JsonObject();
        item.addProperty("id", id);
        item.addProperty("type", "message");
        item.addProperty("status", status);
        item.addProperty("role", "assistant");
        item.add("content", content);
        return item;
    }

    static JsonObject textPart(String text, JsonArray logprobs) {
        JsonObject part = new JsonObject();
        part.addProperty("type", "output_text");
        part.addProperty("text", text);
        part.add("annotations", new JsonArray());
        part.add("logprobs", logprobs);
        return part;
    }

    /** A call of a tool, given in the chat form. */
    static JsonObject call(String id, String status, JsonObject chatCall, String arguments) {
        JsonObject item = new JsonObject();
        item.addProperty("id", id);
        item.addProperty("type", "function_call");
        item.addProperty("status", status);
        item.add("call_id", chatCall.get("id"));
        item.add("name", chatCall.getAsJsonObject("function").get("name"));
        item.addProperty("arguments", arguments);
        return item;
    }

    static String arguments(JsonObject chatCall) {
        return chatCall.getAsJsonObject("function").get("arguments").getAsString();
    }

    static JsonArray single(JsonElement element) {
        JsonArray array = new JsonArray(1);
        array.add(element);
        return array;
    }
}
