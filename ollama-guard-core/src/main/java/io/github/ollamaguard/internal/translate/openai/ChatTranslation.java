package io.github.ollamaguard.internal.translate.openai;

import static io.github.ollamaguard.internal.translate.shared.Field.dropped;
import static io.github.ollamaguard.internal.translate.shared.Field.ignored;
import static io.github.ollamaguard.internal.translate.shared.Field.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Answer;
import io.github.ollamaguard.internal.translate.shared.CommonFields;
import io.github.ollamaguard.internal.translate.shared.FieldTable;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.Messages;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeOptions;
import io.github.ollamaguard.internal.translate.shared.OutputFormat;
import io.github.ollamaguard.internal.translate.shared.Reasoning;
import io.github.ollamaguard.internal.translate.shared.Tools;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.translate.shared.TranslationOptions;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    public static Translation translate(JsonObject request, TranslationOptions options) throws ApiException {
        NativeOptions nativeOptions = NativeOptions.of(request);
        Fields fields = nativeOptions.fields();
        Reasoning reasoning = Reasoning.of(fields);
        JsonObject body = new JsonObject();
        body.addProperty("model", fields.model());
        body.add("messages", Messages.of(fields));
        body.addProperty("stream", fields.flag("stream"));
        add(body, "tools", Tools.of(fields));
        add(body, "format", OutputFormat.of(fields));
        addLogprobs(body, fields);
        refuseAudio(fields);
        nativeOptions.addTo(body, FIELDS.copied());
        reasoning.addTo(body);
        int choices = Choices.count(fields, options);
        NativeErrors errors = new NativeErrors("messages", reasoning.param());
        Answer answer = new ChatAnswer(
                ChatForm.of(fields, reasoning, options),
                fields.model(),
                Choices.usageInStream(fields, choices),
                errors);
        return Translation.of(NativeOperation.CHAT, Choices.spread(body, choices), answer, errors)
                .dispensingWith(reasoning.dispensable());
    }

    private static void addLogprobs(JsonObject body, Fields fields) throws ApiException {
        int top = fields.integer("top_logprobs", -1, 0, 20);
        boolean wanted = fields.flag("logprobs");
        if (top > 0 && !wanted) {
            throw new ApiException(ApiError.invalid("top_logprobs", "'top_logprobs' needs 'logprobs' to be true."));
        }
        if (wanted) {
            body.addProperty("logprobs", true);
            add(body, "top_logprobs", top < 0 ? null : new JsonPrimitive(top));
        }
    }

    private static void refuseAudio(Fields fields) throws ApiException {
        JsonArray modalities = fields.array("modalities");
        if (modalities != null && modalities.contains(new JsonPrimitive("audio"))) {
            throw new ApiException(ApiError.invalid("modalities", "unsupported_value", "Only text can be generated."));
        }
    }

    private static void add(JsonObject body, String name, @Nullable JsonElement value) {
        if (value != null) {
            body.add(name, value);
        }
    }
}
