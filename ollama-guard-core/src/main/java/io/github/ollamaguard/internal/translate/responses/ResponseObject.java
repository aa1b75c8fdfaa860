package io.github.ollamaguard.internal.translate.responses;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.Ids;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.usage.Usage;
import java.util.List;

/**
 * OpenAI's response object: most of it repeats the request. The same in every event of a stream but for its status.
 *
 * @param id unique identifier
 * @param request what the client sent
 */
record ResponseObject(String id, Fields request) {
    private static final List<String> ECHOED_OR_NULL = List.of(
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "prompt_cache_key",
            "reasoning",
            "safety_identifier",
            "user");

    static ResponseObject of(Fields request) throws ApiException {
        request.object("reasoning");
        return new ResponseObject(Ids.random("resp_"), request);
    }

    /** Returns the object while the answer is being made. */
    JsonObject inProgress(NativeReply first) {
        return object("in_progress", first, new JsonArray());
    }

    /** Returns the object of an answer that is complete, or was cut at the limit of tokens. */
    JsonObject ended(NativeReply first, NativeReply last, JsonArray output) {
        boolean cut = !last.isDone() || last.text("done_reason").equals("length");
        JsonObject response = object(cut ? "incomplete" : "completed", first, output);
        if (cut) {
            JsonObject details = new JsonObject();
            details.addProperty("reason", "max_output_tokens");
            response.add("incomplete_details", details);
        } else {
            response.addProperty("completed_at", System.currentTimeMillis() / 1000);
        }
        response.add("usage", usage(last.usage()));
        return response;
    }

    /** Returns the object of an answer that broke off. */
    JsonObject failed(NativeReply first, JsonArray output, ApiError cause) {
        JsonObject error = new JsonObject();
        error.addProperty("code", cause.code() == null ? "server_error" : cause.code());
        error.addProperty("message", cause.message());
        JsonObject response = object("failed", first, output);
        response.add("error", error);
        return response;
    }

    private JsonObject object(String status, NativeReply first, JsonArray output) {
        JsonObject response = new JsonObject();
        response.addProperty("id", id);
        response.addProperty("object", "response");
        response.addProperty("created_at", first.created());
        response.add("completed_at", JsonNull.INSTANCE);
        response.addProperty("status", status);
        response.addProperty("background", false);
        response.add("error", JsonNull.INSTANCE);
        response.add("incomplete_details", JsonNull.INSTANCE);
        String model = first.text("model");
        response.add("model", model.isEmpty() ? request.element("model") : new JsonPrimitive(model));
        response.add("output", output);
        ECHOED_OR_NULL.forEach(name -> response.add(name, echo(name, JsonNull.INSTANCE)));
        addDefaults(response);
        response.add("usage", JsonNull.INSTANCE);
        return response;
    }

    private void addDefaults(JsonObject response) {
        JsonObject plainText = new JsonObject();
        plainText.addProperty("type", "text");
        JsonObject text = new JsonObject();
        text.add("format", plainText);
        response.add("previous_response_id", JsonNull.INSTANCE);
        response.add("parallel_tool_calls", echo("parallel_tool_calls", new JsonPrimitive(true)));
        response.addProperty("service_tier", "default");
        response.addProperty("store", false);
        response.add("temperature", echo("temperature", new JsonPrimitive(1.0)));
        response.add("text", echo("text", text));
        response.add("tool_choice", echo("tool_choice", new JsonPrimitive("auto")));
        response.add("tools", echo("tools", new JsonArray()));
        response.add("top_logprobs", echo("top_logprobs", new JsonPrimitive(0)));
        response.add("top_p", echo("top_p", new JsonPrimitive(1.0)));
        response.add("truncation", echo("truncation", new JsonPrimitive("disabled")));
        response.addProperty("presence_penalty", 0);
        response.addProperty("frequency_penalty", 0);
        response.add("metadata", echo("metadata", new JsonObject()));
    }

    private JsonElement echo(String name, JsonElement fallback) {
        JsonElement given = request.element(name);
        return given == null ? fallback : given;
    }

    private static JsonObject usage(Usage usage) {
        JsonObject result = new JsonObject();
        result.addProperty("input_tokens", usage.promptTokens());
        result.add("input_tokens_details", detail("cached_tokens", usage.cachedTokens()));
        result.addProperty("output_tokens", usage.completionTokens());
        result.add("output_tokens_details", detail("reasoning_tokens", 0));
        result.addProperty("total_tokens", usage.totalTokens());
        return result;
    }

    /** Both are always there; Ollama does not count thinking apart. */
    private static JsonObject detail(String name, long count) {
        JsonObject detail = new JsonObject();
        detail.addProperty(name, count);
        return detail;
    }
}
