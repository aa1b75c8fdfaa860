package io.github.ollamaguard.internal.translate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/responses} as {@code POST /api/chat}. The guard keeps nothing, so all that needs memory is refused. */
final class ResponsesTranslation {
    private ResponsesTranslation() {}

    static Translation exchange(JsonObject request, TranslationOptions options) throws ApiException {
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
        nativeOptions.addTo(body, RequestFields.RESPONSES.copied());

        ChatForm form = new ChatForm(reasoning.field(options), logprobs, CallStyle.of(fields));
        ResponseObject echo = ResponseObject.of(fields);
        return reasoning.exchange(body, finished -> exchange(finished, form, echo, reasoning.param()));
    }

    private static Translation exchange(JsonObject body, ChatForm form, ResponseObject echo, String thinkField) {
        NativeErrors errors = new NativeErrors("input", thinkField);
        Answer answer = new ResponseAnswer(form, echo, errors);
        return body.get("stream").getAsBoolean()
                ? Translation.streamed(NativeOperation.CHAT, List.of(body), answer, errors)
                : Translation.complete(NativeOperation.CHAT, List.of(body), answer, errors);
    }

    private static @Nullable JsonElement format(Fields fields) throws ApiException {
        Fields text = fields.object("text");
        Fields format = text == null ? null : text.object("format");
        if (fields.has("format") || format == null) {
            return ResponseFormat.of(fields);
        }
        return "json_schema".equals(format.string("type"))
                ? ResponseFormat.schema(format, format.path("schema"))
                : ResponseFormat.format(format);
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
