package io.github.ollamaguard.internal.translate.responses;

import static io.github.ollamaguard.internal.translate.shared.Field.dropped;
import static io.github.ollamaguard.internal.translate.shared.Field.ignored;
import static io.github.ollamaguard.internal.translate.shared.Field.read;
import static io.github.ollamaguard.internal.translate.shared.Field.refused;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Answer;
import io.github.ollamaguard.internal.translate.shared.CommonFields;
import io.github.ollamaguard.internal.translate.shared.FieldTable;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeOptions;
import io.github.ollamaguard.internal.translate.shared.OutputFormat;
import io.github.ollamaguard.internal.translate.shared.Reasoning;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.translate.shared.TranslationOptions;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/responses} as {@code POST /api/chat}. The guard keeps nothing, so all that needs memory is refused. */
public final class ResponsesTranslation {
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
                            .exceptFor(ResponseTools::isPartlyUnknown),
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

    public static Translation translate(JsonObject request, TranslationOptions options) throws ApiException {
        NativeOptions nativeOptions = NativeOptions.of(request);
        Fields fields = nativeOptions.fields();
        Reasoning reasoning = Reasoning.of(fields);
        JsonObject body = new JsonObject();
        body.addProperty("model", fields.model());
        body.add("messages", ResponseInput.messages(fields));
        body.addProperty("stream", fields.flag("stream"));
        JsonArray tools = ResponseTools.of(fields);
        if (!tools.isEmpty()) {
            body.add("tools", tools);
        }
        JsonElement format = format(fields);
        if (format != null) {
            body.add("format", format);
        }
        boolean logprobs = addLogprobs(body, fields);
        nativeOptions.addTo(body, FIELDS.copied());
        reasoning.addTo(body);

        int calls = Boolean.FALSE.equals(fields.bool("parallel_tool_calls")) ? 1 : Integer.MAX_VALUE;
        ResponseForm form = new ResponseForm(reasoning.field(options), logprobs, calls);
        NativeErrors errors = new NativeErrors("input", reasoning.param());
        Answer answer = new ResponseAnswer(form, ResponseObject.of(fields), errors);
        return Translation.of(NativeOperation.CHAT, List.of(body), answer, errors)
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
}
