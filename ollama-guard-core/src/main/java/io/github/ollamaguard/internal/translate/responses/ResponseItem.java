package io.github.ollamaguard.internal.translate.responses;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.internal.translate.shared.Ids;
import io.github.ollamaguard.internal.translate.shared.Json;
import java.util.function.Consumer;

/** The kinds of output items of the Responses API, as JSON. */
final class ResponseItem {
    private ResponseItem() {}

    /** A summary of thinking; Ollama shows all of it. */
    static JsonObject reasoning(String id, String text) {
        JsonArray summary = text.isEmpty() ? new JsonArray() : Json.array(summaryPart(text));
        return Json.object("id", id, "type", "reasoning", "summary", summary);
    }

    static JsonObject summaryPart(String text) {
        return Json.object("type", "summary_text", "text", text);
    }

    /** A message of the assistant with one text, or still without content. */
    static JsonObject message(String id, String status, JsonArray content) {
        return Json.object("id", id, "type", "message", "status", status, "role", "assistant", "content", content);
    }

    static JsonObject textPart(String text, JsonArray logprobs) {
        return Json.object("type", "output_text", "text", text, "annotations", new JsonArray(), "logprobs", logprobs);
    }

    /** A call of a tool, given in the chat form. */
    static JsonObject call(String id, String status, JsonObject chatCall, String arguments) {
        JsonObject item = Json.object("id", id, "type", "function_call", "status", status);
        item.add("call_id", chatCall.get("id"));
        item.add("name", chatCall.getAsJsonObject("function").get("name"));
        item.addProperty("arguments", arguments);
        return item;
    }

    static String arguments(JsonObject chatCall) {
        return chatCall.getAsJsonObject("function").get("arguments").getAsString();
    }

    /** The items that grow; calls of tools come whole. */
    enum Kind {
        REASONING("rs_", "response.reasoning_summary_part", "response.reasoning_summary_text", "summary_index"),
        MESSAGE("msg_", "response.content_part", "response.output_text", "content_index");

        private final String idPrefix;
        private final String part;
        private final String text;
        private final String indexMember;

        Kind(String idPrefix, String part, String text, String indexMember) {
            this.idPrefix = idPrefix;
            this.part = part;
            this.text = text;
            this.indexMember = indexMember;
        }
    }

    /** An item of a streamed response that is being filled, and the events of its life. Not thread-safe. */
    static final class Open {
        private final Kind kind;
        private final String id;
        private final int outputIndex;
        private final StringBuilder text = new StringBuilder();
        private final JsonArray logprobs = new JsonArray();

        private Open(Kind kind, int outputIndex) {
            this.kind = kind;
            this.id = Ids.random(kind.idPrefix);
            this.outputIndex = outputIndex;
        }

        /** Opens an item. */
        static Open open(Kind kind, int outputIndex, Consumer<JsonObject> events) {
            Open item = new Open(kind, outputIndex);
            events.accept(itemEvent("response.output_item.added", outputIndex, item.json("in_progress")));
            events.accept(item.partEvent(kind.part + ".added", "part", item.part()));
            return item;
        }

        /** Opens and closes the item of a call and returns it. */
        static JsonObject call(int outputIndex, JsonObject chatCall, Consumer<JsonObject> events) {
            String id = Ids.random("fc_");
            String arguments = arguments(chatCall);
            JsonObject added = ResponseItem.call(id, "in_progress", chatCall, "");
            events.accept(itemEvent("response.output_item.added", outputIndex, added));
            JsonObject delta = event("response.function_call_arguments.delta", id, outputIndex);
            delta.addProperty("delta", arguments);
            events.accept(delta);
            JsonObject done = event("response.function_call_arguments.done", id, outputIndex);
            done.add("name", added.get("name"));
            done.addProperty("arguments", arguments);
            events.accept(done);
            JsonObject item = ResponseItem.call(id, "completed", chatCall, arguments);
            events.accept(itemEvent("response.output_item.done", outputIndex, item));
            return item;
        }

        Kind kind() {
            return kind;
        }

        void append(String delta, JsonArray entries, Consumer<JsonObject> events) {
            text.append(delta);
            logprobs.addAll(entries);
            JsonObject event = partEvent(kind.text + ".delta", "delta", new JsonPrimitive(delta));
            addLogprobs(event, entries);
            events.accept(event);
        }

        /** Closes the item and returns it. */
        JsonObject close(Consumer<JsonObject> events) {
            JsonObject textDone = partEvent(kind.text + ".done", "text", new JsonPrimitive(text.toString()));
            addLogprobs(textDone, logprobs);
            events.accept(textDone);
            events.accept(partEvent(kind.part + ".done", "part", part()));
            JsonObject item = json("completed");
            events.accept(itemEvent("response.output_item.done", outputIndex, item));
            return item;
        }

        private void addLogprobs(JsonObject event, JsonArray entries) {
            if (kind == Kind.MESSAGE) {
                event.add("logprobs", entries);
            }
        }

        private JsonObject json(String status) {
            if (kind == Kind.REASONING) {
                return reasoning(id, text.toString());
            }
            boolean begun = status.equals("completed");
            return message(id, status, begun ? Json.array(part()) : new JsonArray());
        }

        private JsonObject part() {
            return kind == Kind.REASONING ? summaryPart(text.toString()) : textPart(text.toString(), logprobs);
        }

        private JsonObject partEvent(String type, String member, JsonElement value) {
            JsonObject event = event(type, id, outputIndex);
            event.addProperty(kind.indexMember, 0);
            event.add(member, value);
            return event;
        }

        private static JsonObject event(String type, String itemId, int outputIndex) {
            return Json.object("type", type, "item_id", itemId, "output_index", outputIndex);
        }

        private static JsonObject itemEvent(String type, int outputIndex, JsonObject item) {
            return Json.object("type", type, "output_index", outputIndex, "item", item);
        }
    }
}
