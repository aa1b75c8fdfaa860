package io.github.ollamaguard.internal.translate.responses;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.internal.translate.shared.Ids;
import java.util.function.Consumer;

/** An output item of a streamed response that is being filled, and the events of its life. Not thread-safe. */
final class OpenItem {
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

    private final Kind kind;
    private final String id;
    private final int outputIndex;
    private final StringBuilder text = new StringBuilder();
    private final JsonArray logprobs = new JsonArray();

    private OpenItem(Kind kind, int outputIndex) {
        this.kind = kind;
        this.id = Ids.random(kind.idPrefix);
        this.outputIndex = outputIndex;
    }

    /** Opens an item. */
    static OpenItem open(Kind kind, int outputIndex, Consumer<JsonObject> events) {
        OpenItem item = new OpenItem(kind, outputIndex);
        events.accept(itemEvent("response.output_item.added", outputIndex, item.json("in_progress")));
        JsonObject added = item.partEvent(kind.part + ".added");
        added.add("part", item.part());
        events.accept(added);
        return item;
    }

    /** Opens and closes the item of a call and returns it. */
    static JsonObject call(int outputIndex, JsonObject chatCall, Consumer<JsonObject> events) {
        String id = Ids.random("fc_");
        String arguments = ResponseItem.arguments(chatCall);
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
            return ResponseItem.reasoning(id, text.toString());
        }
        boolean begun = status.equals("completed");
        return ResponseItem.message(id, status, begun ? ResponseItem.single(part()) : new JsonArray());
    }

    private JsonObject part() {
        return kind == Kind.REASONING
                ? ResponseItem.summaryPart(text.toString())
                : ResponseItem.textPart(text.toString(), logprobs);
    }

    private JsonObject partEvent(String type) {
        JsonObject event = event(type, id, outputIndex);
        event.add(kind.indexMember, new JsonPrimitive(0));
        return event;
    }

    private static JsonObject event(String type, String itemId, int outputIndex) {
        JsonObject event = new JsonObject();
        event.addProperty("type", type);
        event.addProperty("item_id", itemId);
        event.addProperty("output_index", outputIndex);
        return event;
    }

    private static JsonObject itemEvent(String type, int outputIndex, JsonElement item) {
        JsonObject event = new JsonObject();
        event.addProperty("type", type);
        event.addProperty("output_index", outputIndex);
        event.add("item", item);
        return event;
    }
}
