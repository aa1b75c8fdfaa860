package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.ollamaguard.usage.Usage;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that came from Ollama, one reply or one line of a stream. Read with forgiveness: what is missing, or of
 * another type than Ollama documents, counts as empty.
 */
public record NativeReply(JsonObject json) {
    private static final String PROMPT_TOKENS = "prompt_eval_count";
    private static final String COMPLETION_TOKENS = "eval_count";

    public @Nullable JsonElement element(String name) {
        JsonElement element = json.get(name);
        return element instanceof JsonNull ? null : element;
    }

    public String text(String name) {
        JsonElement element = json.get(name);
        return Fields.isString(element) ? element.getAsString() : "";
    }

    public NativeReply object(String name) {
        return new NativeReply(json.get(name) instanceof JsonObject object ? object : new JsonObject());
    }

    public List<NativeReply> objects(String name) {
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
    private long count(String name) {
        return Fields.isNumber(json.get(name))
                ? Math.max(0, (long) json.get(name).getAsDouble())
                : 0;
    }

    /** Returns whether nothing follows; a reason to be done says so too, whatever the flag. */
    public boolean isDone() {
        JsonElement done = json.get("done");
        return (Fields.isBoolean(done) && done.getAsBoolean())
                || !text("done_reason").isEmpty();
    }

    public Usage usage() {
        return new Usage(count(PROMPT_TOKENS), count(COMPLETION_TOKENS), count("prompt_eval_cached_count"));
    }

    /** Returns the usage, or null when nothing is said about it: a stream has it in its last line. */
    public @Nullable Usage usageIfKnown() {
        return json.has(PROMPT_TOKENS) || json.has(COMPLETION_TOKENS) ? usage() : null;
    }

    /** Returns a point in time in Unix seconds, or 0 when it is unknown: Go's zero time lies long before. */
    public long time(String name) {
        try {
            return Math.max(0, Instant.parse(text(name)).getEpochSecond());
        } catch (DateTimeException e) {
            return 0;
        }
    }

    /** Returns when the reply was made, in Unix seconds; now when Ollama does not know. */
    public long created() {
        long created = time("created_at");
        return created > 0 ? created : System.currentTimeMillis() / 1000;
    }
}
