package io.github.ollamaguard.internal.translate.responses;

import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.dropped;
import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.ignored;
import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.read;
import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.refused;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.CommonFields;
import io.github.ollamaguard.internal.translate.shared.FieldTable;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.Json;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeOptions;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.OutputFormat;
import io.github.ollamaguard.internal.translate.shared.Reasoning;
import io.github.ollamaguard.internal.translate.shared.Tools;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/responses} as {@code POST /api/chat}. The guard keeps nothing, so all that needs memory is refused. */
public final class ResponsesTranslation {
    private static final Set<String> KNOWN_TOOLS = Set.of("function", "namespace");
    private static final String STORES = "needs a server that stores responses; send the whole input instead";

    /** The fields of its requests. */
    public static final FieldTable FIELDS = FieldTable.of(
            List.of(
                    CommonFields.MODEL,
                    read("input", "a text, or items; see below"),
                    read("instructions", "the first message, with the role `system`"),
                    read("max_output_tokens", "", "9"),
                    read("text", "", "{'format': {'type': 'json_object'}}"),
                    read(
                                    "tools",
                                    "functions; tools that OpenAI runs itself are left out",
                                    "[{'type': 'function', 'name': 'f'}]",
                                    "[{'type': 'web_search'}]")
                            .exceptFor(ResponsesTranslation::isPartlyUnknown),
                    read("tool_choice", "as for chat", "'none'"),
                    CommonFields.PARALLEL_TOOL_CALLS,
                    read("top_logprobs", "", "2"),
                    read(
                            "include",
                            "reasoning is never encrypted: its summary holds all of it and comes back with the item",
                            "['message.output_text.logprobs']",
                            "['reasoning.encrypted_content']"),
                    refused("previous_response_id", STORES, "'resp_1'"),
                    refused("conversation", STORES, "'c'"),
                    refused("prompt", STORES, "{'id': 'p'}"),
                    refused("background", STORES, "true", "false"),
                    ignored("max_tool_calls", "", "3"),
                    ignored("truncation", "", "'auto'"),
                    ignored("stream_options", "", "{'include_obfuscation': false}"),
                    dropped("context_management", "", "[{'type': 'compaction'}]")),
            CommonFields.GENERATION,
            CommonFields.STORED,
            CommonFields.OPTIONS);

    private ResponsesTranslation() {}

    public static Translation translate(JsonObject request, Translation.Options options) throws ApiException {
        NativeOptions nativeOptions = NativeOptions.of(request);
        Fields fields = nativeOptions.fields();
        Reasoning reasoning = Reasoning.of(fields);
        JsonObject body = Json.object(
                "model", fields.model(), "messages", ResponseInput.messages(fields), "stream", fields.flag("stream"));
        Json.addIfPresent(body, "tools", tools(fields));
        Json.addIfPresent(body, "format", format(fields));
        boolean logprobs = addLogprobs(body, fields);
        nativeOptions.addTo(body, FIELDS.copied());
        reasoning.addTo(body);

        return Translation.of(
                        NativeOperation.CHAT,
                        List.of(body),
                        ResponseAnswer.of(fields, reasoning.field(options), logprobs),
                        new NativeErrors("input", reasoning.param()))
                .dispensingWith(reasoning.dispensable());
    }

    private static @Nullable JsonElement format(Fields fields) throws ApiException {
        Fields text = fields.object("text");
        Fields format = text == null ? null : text.object("format");
        if (fields.has("format") || format == null) {
            return OutputFormat.of(fields);
        }
        return "json_schema".equals(format.string("type"))
                ? OutputFormat.schema(format, format.path("schema"))
                : OutputFormat.format(format);
    }

    private static boolean addLogprobs(JsonObject body, Fields fields) throws ApiException {
        JsonArray include = fields.array("include");
        int top = fields.integer("top_logprobs", 0, 0, 20);
        boolean wanted =
                top > 0 || (include != null && include.contains(new JsonPrimitive("message.output_text.logprobs")));
        if (wanted) {
            body.addProperty("logprobs", true);
            body.addProperty("top_logprobs", top);
        }
        return wanted;
    }

    /**
     * Returns the native tools that the client chose, or null when there are none. Functions do not have the wrapping
     * that chat has, and come alone or in namespaces. Tools that OpenAI runs on its own servers do not exist here and
     * are left out, so that a model cannot call them.
     */
    private static @Nullable JsonArray tools(Fields request) throws ApiException {
        JsonArray tools = new JsonArray();
        addTools(request, "", tools);
        return Tools.chosen(tools, request, "tool_choice");
    }

    /** Returns whether there are tools besides those that a client runs itself. */
    private static boolean isPartlyUnknown(JsonElement tools) {
        return tools instanceof JsonArray array && !array.asList().stream().allMatch(ResponsesTranslation::isKnown);
    }

    private static boolean isKnown(JsonElement tool) {
        return tool instanceof JsonObject object && KNOWN_TOOLS.contains(new NativeReply(object).text("type"));
    }

    private static void addTools(Fields holder, String prefix, JsonArray tools) throws ApiException {
        holder.forEach("tools", tool -> {
            String type = tool.requiredString("type");
            if (type.equals("function")) {
                String name = tool.requiredString("name");
                tools.add(Tools.function(tool, name.startsWith(prefix) ? name : prefix + name));
            } else if (type.equals("namespace")) {
                addTools(tool, tool.requiredString("name") + ".", tools);
            }
        });
    }
}
