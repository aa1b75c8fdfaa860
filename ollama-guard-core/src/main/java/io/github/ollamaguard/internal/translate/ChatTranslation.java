package io.github.ollamaguard.internal.translate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions} as {@code POST /api/chat}. */
final class ChatTranslation {
    private ChatTranslation() {}

    static Translation exchange(JsonObject request, TranslationOptions options) throws ApiException {
        NativeOptions nativeOptions = NativeOptions.of(request);
        Fields fields = nativeOptions.fields();
        Reasoning reasoning = Reasoning.of(fields);
        JsonObject body = new JsonObject();
        body.addProperty("model", fields.model());
        body.add("messages", Messages.of(fields));
        body.addProperty("stream", fields.flag("stream"));
        add(body, "tools", Tools.of(fields));
        add(body, "format", ResponseFormat.of(fields));
        addLogprobs(body, fields);
        refuseAudio(fields);
        nativeOptions.addTo(body, RequestFields.CHAT.copied());

        return reasoning.exchange(body, finished -> exchange(finished, fields, reasoning, options));
    }

    private static Translation exchange(JsonObject body, Fields fields, Reasoning reasoning, TranslationOptions options)
            throws ApiException {
        int choices = Choices.count(fields, options);
        List<JsonObject> requests = Choices.spread(body, choices);
        NativeErrors errors = new NativeErrors("messages", reasoning.param());
        Answer answer = new ChatAnswer(
                ChatForm.of(fields, reasoning, options),
                fields.model(),
                Choices.usageInStream(fields, choices),
                errors);
        return fields.flag("stream")
                ? Translation.streamed(NativeOperation.CHAT, requests, answer, errors)
                : Translation.complete(NativeOperation.CHAT, requests, answer, errors);
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
