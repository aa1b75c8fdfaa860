package io.github.ollamaguard.internal.translate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.usage.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that came from Ollama, one reply or one line of a stream. Read with forgiveness: what is missing, or of
 * another type than Ollama documents, counts as empty.
 */
record NativeReply(JsonObject json) {

    @Nullable
    JsonElement element(String name) {
        JsonElement element = json.get(name);
        return element instanceof JsonNull ? null : element;
    }

    String text(String name) {
        JsonElement element = json.get(name);
        return Fields.isString(element) ? element.getAsString() : "";
    }

    boolean flag(String name) {
        return json.get(name) instanceof JsonPrimitive primitive && primitive.isBoolean() && primitive.getAsBoolean();
    }

    NativeReply object(String name) {
        return new NativeReply(json.get(name) instanceof JsonObject object ? object : new JsonObject());
    }

    List<NativeReply> objects(String name) {
        List<NativeReply> objects = new ArrayList<>();
        if (json.get(name) instanceof JsonArray array) {
            for (JsonElement element : array) {
                if (element instanceof JsonObject object) {
                    objects.add(new NativeReply(object));
                }
            }
        }
        return objects;
    }

    /** Returns a counter, 0 when Ollama left it out, as it does with zeros. */
    long count(String name) {
        return Fields.isNumber(json.get(name))
                ? Math.max(0, (long) json.get(name).getAsDouble())
                : 0;
    }

    /** Returns whether nothing follows; a reason to be done says so too, whatever the flag. */
    boolean isDone() {
        return flag("done") || !text("done_reason").isEmpty();
    }

    Usage usage() {
        return new Usage(count("prompt_eval_count"), count("eval_count"), count("prompt_eval_cached_count"));
    }

    /** Returns when the reply was made, in Unix seconds; now when Ollama does not know. */
    long created() {
        long created = Timestamps.unixSeconds(text("created_at"));
        return created > 0 ? created : System.currentTimeMillis() / 1000;
    }
}
