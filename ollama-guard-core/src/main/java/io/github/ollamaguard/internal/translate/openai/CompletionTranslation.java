package io.github.ollamaguard.internal.translate.openai;

import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.copied;
import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.read;

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
import io.github.ollamaguard.internal.translate.shared.OutputFormat;
import io.github.ollamaguard.internal.translate.shared.Reasoning;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code POST /v1/completions} as {@code POST /api/generate}, one call for each prompt and choice. */
public final class CompletionTranslation {
    /** The fields of its requests. */
    public static final FieldTable FIELDS = FieldTable.of(
            List.of(
                    CommonFields.MODEL,
                    read("prompt", "one call for each text of a list; tokens are refused", "['a', 'b']", "[1, 2]"),
                    read("suffix", "", "' end'"),
                    read("echo", "answered by the guard; with `max_tokens: 0` nobody else is asked", "true"),
                    read("logprobs", "", "2"),
                    read("best_of", "must be `n`", "3")),
            Choices.FIELDS,
            List.of(
                    read("response_format", "as for chat", "{'type': 'json_object'}"),
                    copied("raw", "without it Ollama puts the prompt into the model's chat template", "true"),
                    copied("system", "", "'s'"),
                    copied("template", "", "'t'"),
                    copied("context", "", "[1, 2]"),
                    copied("images", "", "['AAAA']")),
            CommonFields.GENERATION,
            CommonFields.OPTIONS);

    private static final int MAX_LOGPROBS = 20;
    private static final int MAX_CALLS = 128;

    private CompletionTranslation() {}

    public static Translation translate(JsonObject request, Translation.Options options) throws ApiException {
        if (!wantsEchoAlone(Fields.of(request))) {
            return generation(request, options);
        }
        if (logprobs(Fields.of(request)) >= 0) {
            throw Fields.belowMinimum("max_tokens", 1);
        }
        JsonObject rest = Json.copy(request);
        rest.remove("max_tokens");
        Translation echoed = generation(rest, options);
        if (echoed.requests().size() > 1) {
            throw Fields.belowMinimum("max_tokens", 1);
        }
        return echoed.knowing(Json.object("done", true, "done_reason", FinishReason.LENGTH));
    }

    private static boolean wantsEchoAlone(Fields request) throws ApiException {
        JsonElement limit = request.element("max_tokens");
        return limit != null
                && request.element("max_completion_tokens") == null
                && request.flag("echo")
                && Fields.whole("max_tokens", limit).signum() == 0;
    }

    private static Translation generation(JsonObject request, Translation.Options options) throws ApiException {
        NativeOptions nativeOptions = NativeOptions.of(request);
        Fields fields = nativeOptions.fields();
        Reasoning reasoning = Reasoning.of(fields);
        int logprobs = logprobs(fields);
        JsonObject body = body(nativeOptions, logprobs);
        reasoning.addTo(body);
        int perPrompt = Choices.count(fields, options);
        if (fields.integer("best_of", perPrompt, 1, Integer.MAX_VALUE) != perPrompt) {
            throw Fields.unsupported("best_of", "'best_of' must be the same as 'n'.");
        }
        // An absent prompt is empty, as OpenAI has it.
        JsonArray prompts = fields.has("prompt")
                ? fields.texts("prompt", "Prompts of tokens are not supported; send text.")
                : Json.array(new JsonPrimitive(""));
        if (prompts.size() * (long) perPrompt > MAX_CALLS) {
            throw Fields.unsupported(
                    "prompt", "'prompt' and 'n' together may ask for at most " + MAX_CALLS + " answers.");
        }
        List<JsonObject> requests = new ArrayList<>();
        List<String> echoes = new ArrayList<>();
        for (JsonElement prompt : prompts) {
            JsonObject prompted = Json.copy(body);
            prompted.add("prompt", prompt);
            requests.addAll(Choices.spread(prompted, perPrompt));
            echoes.addAll(Collections.nCopies(perPrompt, fields.flag("echo") ? prompt.getAsString() : ""));
        }
        CompletionForm form = new CompletionForm(fields.model(), echoes, logprobs, reasoning.field(options));
        return Translation.of(
                        NativeOperation.GENERATE,
                        requests,
                        new Choices(form, perPrompt, Choices.usageInStream(fields)),
                        new NativeErrors("prompt", reasoning.param()))
                .dispensingWith(reasoning.dispensable());
    }

    private static JsonObject body(NativeOptions options, int logprobs) throws ApiException {
        Fields fields = options.fields();
        JsonObject body = Json.object("model", fields.model(), "stream", fields.flag("stream"));
        String suffix = fields.string("suffix");
        if (suffix != null && !suffix.isEmpty()) {
            body.addProperty("suffix", suffix);
        }
        Json.addIfPresent(body, "format", OutputFormat.of(fields));
        if (logprobs >= 0) {
            body.addProperty("logprobs", true);
            body.addProperty("top_logprobs", logprobs);
        }
        options.addTo(body, FIELDS.copied());
        return body;
    }

    /** Returns how many alternatives were asked for, -1 for no log probabilities at all. */
    private static int logprobs(Fields fields) throws ApiException {
        JsonElement value = fields.element("logprobs");
        if (value != null && Fields.isBoolean(value)) {
            return value.getAsBoolean() ? 0 : -1;
        }
        return fields.integer("logprobs", -1, 0, MAX_LOGPROBS);
    }
}
