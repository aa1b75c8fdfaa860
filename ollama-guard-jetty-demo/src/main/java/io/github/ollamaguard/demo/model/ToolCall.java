package io.github.ollamaguard.demo.model;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When the demo model calls a tool, and with what: a client's tool loop can be tried without a model that reasons. */
final class ToolCall {
    private static final Pattern NAME_PARTS = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])");
    private static final Pattern ANY_TOOL = Pattern.compile("(?i).*\\b(tool|function)\\b.*", Pattern.DOTALL);
    private static final int SHORTEST_TELLING_WORD = 4;

    private ToolCall() {}

    /** Returns the native tool call that the last message of the user asks for, or null. */
    static @Nullable JsonObject wantedBy(Question question) {
        List<JsonObject> tools = question.tools();
        if (tools.isEmpty() || !question.lastIsFrom("user")) {
            return null;
        }
        String text = question.lastText();
        for (JsonObject tool : tools) {
            if (mentions(text, name(tool))) {
                return call(tool, text);
            }
        }
        return ANY_TOOL.matcher(text).matches() ? call(tools.get(0), text) : null;
    }

    static String name(JsonObject tool) {
        return Members.text(Members.object(tool, "function"), "name");
    }

    private static boolean mentions(String text, String name) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && lower.contains(name.toLowerCase(Locale.ROOT))) {
            return true;
        }
        return NAME_PARTS
                .splitAsStream(name)
                .anyMatch(part ->
                        part.length() >= SHORTEST_TELLING_WORD && lower.contains(part.toLowerCase(Locale.ROOT)));
    }

    private static JsonObject call(JsonObject tool, String text) {
        JsonObject parameters = Members.object(Members.object(tool, "function"), "parameters");
        JsonObject function = new JsonObject();
        function.addProperty("index", 0);
        function.addProperty("name", name(tool));
        function.add("arguments", new Sample(text).ofProperties(parameters));
        JsonObject call = new JsonObject();
        call.addProperty("id", "call_" + Integer.toHexString(text.hashCode()));
        call.add("function", function);
        return call;
    }
}
