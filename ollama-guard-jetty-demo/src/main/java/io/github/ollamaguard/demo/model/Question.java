package io.github.ollamaguard.demo.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of the model: the body of {@code /api/chat}, or of {@code /api/generate} seen as a conversation.
 *
 * @param body the native request
 * @param messages the conversation, oldest first
 */
record Question(JsonObject body, List<JsonObject> messages) {
    static Question chat(JsonObject body) {
        return new Question(body, Members.objects(body, "messages"));
    }

    static Question generate(JsonObject body) {
        List<JsonObject> messages = new ArrayList<>();
        addMessage(messages, "system", Members.text(body, "system"));
        addMessage(messages, "user", Members.text(body, "prompt"));
        return new Question(body, messages);
    }

    private static void addMessage(List<JsonObject> messages, String role, String content) {
        if (!content.isEmpty()) {
            JsonObject message = new JsonObject();
            message.addProperty("role", role);
            message.addProperty("content", content);
            messages.add(message);
        }
    }

    /** Returns the newest message, or null in a request that only loads or unloads the model. */
    @Nullable
    JsonObject last() {
        return messages.isEmpty() ? null : messages.get(messages.size() - 1);
    }

    String lastText() {
        JsonObject last = last();
        return last == null ? "" : Members.text(last, "content");
    }

    boolean lastIsFrom(String role) {
        JsonObject last = last();
        return last != null && Members.text(last, "role").equals(role);
    }

    boolean streamed() {
        return Members.flag(body, "stream", true);
    }

    /** Returns whether thinking is asked for: {@code true}, or one of Ollama's levels. */
    boolean thinks() {
        return Members.flag(body, "think", false)
                || !Members.text(body, "think").isEmpty();
    }

    /** Returns whether {@code keep_alive} is zero, as a number or as a duration. */
    boolean unloads() {
        return body.get("keep_alive") instanceof JsonPrimitive p
                && p.getAsString().matches("0+[a-z]*");
    }

    /** Returns {@code "json"}, a JSON schema, or null when any text will do. */
    @Nullable
    JsonElement format() {
        JsonElement format = body.get("format");
        boolean named = format instanceof JsonPrimitive p
                && p.isString()
                && !p.getAsString().isEmpty();
        return named || format instanceof JsonObject ? format : null;
    }

    JsonObject options() {
        return Members.object(body, "options");
    }

    List<JsonObject> tools() {
        return Members.objects(body, "tools");
    }

    int images() {
        int images = Members.array(body, "images").size();
        for (JsonObject message : messages) {
            JsonArray attached = Members.array(message, "images");
            images += attached.size();
        }
        return images;
    }

    /** Returns a believable number of tokens: one for each word and each message. */
    int tokens() {
        int tokens = messages.size();
        for (JsonObject message : messages) {
            tokens += Words.of(Members.text(message, "content")).size();
        }
        return tokens;
    }
}
