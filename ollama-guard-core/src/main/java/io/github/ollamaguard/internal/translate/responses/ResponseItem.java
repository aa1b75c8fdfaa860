package io.github.ollamaguard.internal.translate.responses;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.ollamaguard.internal.translate.shared.Ids;
import io.github.ollamaguard.internal.translate.shared.Json;
import java.util.function.Consumer;

/** The kinds of output items of the Responses API, as JSON. */
final class ResponseItem {
    private ResponseItem() {}

    /** A summary of thinking; Ollama shows all of it. */
    static JsonObject reasoning(String id, String text) {
        JsonObject item = item(id, "reasoning");
        item.add("summary", text.isEmpty() ? new JsonArray() : Json.array(summaryPart(text)));
        return item;
    }

    static JsonObject summaryPart(String text) {
        JsonObject part = Json.object("type", "summary_text");
        part.addProperty("text", text);
        return part;
    }

    /** A message of the assistant with one text, or still without content. */
    static JsonObject message(String id, String status, JsonArray content) {
        JsonObject item = item(id, "message");
        item.addProperty("status", status);
        item.addProperty("role", "assistant");
        item.add("content", content);
        return item;
    }

    static JsonObject textPart(String text, JsonArray logprobs) {
        JsonObject part = Json.object("type", "output_text");
        part.addProperty("text", text);
        part.add("annotations", new JsonArray());
        part.add("logprobs", logprobs);
        return part;
    }

    /** A call of a tool, given in the chat form. */
    static JsonObject call(String id, String status, JsonObject chatCall, String arguments) {
        JsonObject item = item(id, "function_call");
        item.addProperty("status", status);
        item.add("call_id", chatCall.get("id"));
        item.add("name", chatCall.getAsJsonObject("function").get("name"));
        item.addProperty("arguments", arguments);
        return item;
    }

    static String arguments(JsonObject chatCall) {
        return chatCall.getAsJsonObject("function").get("arguments").getAsString();
    }

    private static JsonObject item(String id, String type) {
        JsonObject item = Json.object("id", id);
        item.addProperty("type", type);
        return item;
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
            JsonObject added = item.partEvent(kind.part + ".added");
            added.add("part", item.part());
            events.accept(added);
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
            JsonObject event = partEvent(kind.text + ".delta");
            event.addProperty("delta", delta);
            addLogprobs(event, entries);
            events.accept(event);
        }

        /** Closes the item and returns it. */
        JsonObject close(Consumer<JsonObject> events) {
            JsonObject textDone = partEvent(kind.text + ".done");
            textDone.addProperty("text", text.toString());
            addLogprobs(textDone, logprobs);
            events.accept(textDone);
            JsonObject partDone = partEvent(kind.part + ".done");
            partDone.add("part", part());
            events.accept(partDone);
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

        private JsonObject partEvent(String type) {
            JsonObject event = event(type, id, outputIndex);
            event.addProperty(kind.indexMember, 0);
            return event;
        }

        private static JsonObject event(String type, String itemId, int outputIndex) {
            JsonObject event = Json.object("type", type);
            event.addProperty("item_id", itemId);
            event.addProperty("output_index", outputIndex);
            return event;
        }

        private static JsonObject itemEvent(String type, int outputIndex, JsonObject item) {
            JsonObject event = Json.object("type", type);
            event.addProperty("output_index", outputIndex);
            event.add("item", item);
            return event;
        }
    }
}
