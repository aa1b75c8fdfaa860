package io.github.ollamaguard.internal.cases;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.internal.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A reader of server-sent events that is stricter than any client. */
public final class Events {
    private static final Pattern EVENT = Pattern.compile("(?:event: (\\S+)\n)?data: ([^\r\n]+)\n\n");

    private Events() {}

    /** Returns the data of each event, and its name where it has one; fails for anything besides whole events. */
    public static JsonArray of(ByteArrayOutputStream bytes) {
        String text = bytes.toString(StandardCharsets.UTF_8);
        JsonArray events = new JsonArray();
        Matcher matcher = EVENT.matcher(text);
        int end = 0;
        while (matcher.find(end) && matcher.start() == end) {
            events.add(event(matcher.group(1), matcher.group(2)));
            end = matcher.end();
        }
        if (end != text.length()) {
            throw new AssertionError("not an event: " + text.substring(end));
        }
        return events;
    }

    private static JsonElement event(String name, String data) {
        JsonElement json = data.equals("[DONE]") ? new JsonPrimitive(data) : StrictJson.parse(data);
        if (json == null) {
            throw new AssertionError("not JSON: " + data);
        }
        if (name == null) {
            return json;
        }
        JsonObject named = new JsonObject();
        named.addProperty("event", name);
        named.add("data", json);
        return named;
    }
}
