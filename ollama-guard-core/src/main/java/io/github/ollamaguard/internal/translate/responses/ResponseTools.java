package io.github.ollamaguard.internal.translate.responses;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Tools;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tools of the Responses API: functions without the wrapping that chat has, alone or in namespaces. Tools that
 * OpenAI runs on its own servers do not exist here and are left out, so that a model cannot call them.
 */
final class ResponseTools {
    private static final Set<String> KNOWN = Set.of("function", "namespace");

    private ResponseTools() {}

    /** Returns the native tools that the client chose; may be empty. */
    static JsonArray of(Fields request) throws ApiException {
        JsonArray tools = new JsonArray();
        add(request.array("tools"), "tools", "", tools);
        return Tools.chosen(tools, request, "tool_choice");
    }

    /** Returns whether there are tools besides those that a client runs itself. */
    static boolean isPartlyUnknown(JsonElement tools) {
        return tools instanceof JsonArray array && !array.asList().stream().allMatch(ResponseTools::isKnown);
    }

    private static boolean isKnown(JsonElement tool) {
        return tool instanceof JsonObject object && KNOWN.contains(new NativeReply(object).text("type"));
    }

    private static void add(@Nullable JsonArray given, String path, String prefix, JsonArray tools)
            throws ApiException {
        int i = 0;
        for (JsonElement element : given == null ? new JsonArray() : given) {
            Fields tool = Fields.at(element, path + "[" + i++ + "]");
            String type = tool.requiredString("type");
            if (type.equals("function")) {
                String name = tool.requiredString("name");
                tools.add(Tools.function(tool, name.startsWith(prefix) ? name : prefix + name));
            } else if (type.equals("namespace")) {
                add(tool.array("tools"), tool.path("tools"), tool.requiredString("name") + ".", tools);
            }
        }
    }
}
