package io.github.ollamaguard.internal.translate.openai;

import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.dropped;
import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.ignored;
import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.CommonFields;
import io.github.ollamaguard.internal.translate.shared.FieldTable;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.Json;
import io.github.ollamaguard.internal.translate.shared.Messages;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeOptions;
import io.github.ollamaguard.internal.translate.shared.OutputFormat;
import io.github.ollamaguard.internal.translate.shared.Reasoning;
import io.github.ollamaguard.internal.translate.shared.Tools;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.util.List;

/** {@code POST /v1/chat/completions} as {@code POST /api/chat}. */
public final class ChatTranslation {
    /** The fields of its requests. */
    public static final FieldTable FIELDS = FieldTable.of(
            List.of(CommonFields.MODEL, read("messages", "see below")),
            Choices.FIELDS,
            List.of(
                    read(
                            "tools",
                            "schemas are repaired where Ollama would refuse or lose a part",
                            "[{'type': 'function', 'function': {'name': 'f', 'strict': true}}]",
                            "[{'type': 'custom', 'custom': {'name': 'x'}}]"),
                    read(
                            "tool_choice",
                            "names leave the other tools out; `required` cannot be enforced",
                            "'none', 'tools': [{'type': 'function', 'function': {'name': 'f'}}]",
                            "{'type': 'function', 'function': {'name': 'f'}}"),
                    CommonFields.PARALLEL_TOOL_CALLS,
                    read("functions", "the old name of `tools`; the answer has a `function_call`", "[{'name': 'f'}]"),
                    read("function_call", "the old name of `tool_choice`", "'none', 'functions': [{'name': 'f'}]"),
                    read(
                            "response_format",
                            "Ollama holds the model to a schema",
                            "{'type': 'json_object'}",
                            "{'type': 'json_schema', 'json_schema': {'name': 'p', 'schema': {'type': 'object'}}}",
                            "{'type': 'xml'}"),
                    read("logprobs", "", "true"),
                    read("top_logprobs", "needs `logprobs`", "3, 'logprobs': true", "3"),
                    read("modalities", "Ollama generates text", "['text']", "['text', 'audio']"),
                    ignored("audio", "", "{'voice': 'alloy', 'format': 'wav'}"),
                    ignored("prediction", "", "{'type': 'content', 'content': 'x'}"),
                    ignored("moderation", "", "{}"),
                    dropped("verbosity", "", "'low'"),
                    dropped("web_search_options", "the guard calls nobody else", "{'search_context_size': 'low'}")),
            CommonFields.GENERATION,
            CommonFields.STORED,
            CommonFields.OPTIONS);

    private ChatTranslation() {}

    public static Translation translate(JsonObject request, Translation.Options options) throws ApiException {
        NativeOptions nativeOptions = NativeOptions.of(request);
        Fields fields = nativeOptions.fields();
        Reasoning reasoning = Reasoning.of(fields);
        JsonObject body =
                Json.object("model", fields.model(), "messages", Messages.of(fields), "stream", fields.flag("stream"));
        Json.addIfPresent(body, "tools", Tools.of(fields));
        Json.addIfPresent(body, "format", OutputFormat.of(fields));
        addLogprobs(body, fields);
        refuseAudio(fields);
        nativeOptions.addTo(body, FIELDS.copied());
        reasoning.addTo(body);
        int choices = Choices.count(fields, options);
        ChatForm form = ChatForm.of(fields, reasoning.field(options));
        return Translation.of(
                        NativeOperation.CHAT,
                        Choices.spread(body, choices),
                        new Choices(form, choices, Choices.usageInStream(fields)),
                        new NativeErrors("messages", reasoning.param()))
                .dispensingWith(reasoning.dispensable());
    }

    private static void addLogprobs(JsonObject body, Fields fields) throws ApiException {
        int top = fields.integer("top_logprobs", -1, 0, 20);
        boolean wanted = fields.flag("logprobs");
        if (top > 0 && !wanted) {
            throw Fields.invalid("top_logprobs", "needs 'logprobs' to be true");
        }
        if (wanted) {
            body.addProperty("logprobs", true);
            if (top >= 0) {
                body.addProperty("top_logprobs", top);
            }
        }
    }

    private static void refuseAudio(Fields fields) throws ApiException {
        JsonArray modalities = fields.array("modalities");
        if (modalities != null && modalities.contains(new JsonPrimitive("audio"))) {
            throw Fields.unsupported("modalities", "Only text can be generated.");
        }
    }
}
