package io.github.ollamaguard.internal.translate.responses;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.Ids;
import io.github.ollamaguard.internal.translate.shared.Json;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.usage.Usage;

/**
 * OpenAI's response object: most of it repeats the request. The same in every event of a stream but for its status.
 *
 * @param id unique identifier
 * @param request what the client sent
 */
record ResponseObject(String id, Fields request) {
    /** What is the same for all requests, or still unknown. */
    private static final JsonObject FIXED = JsonParser.parseString("""
            {"id": null, "object": "response", "created_at": null, "completed_at": null, "status": null,
             "background": false, "error": null, "incomplete_details": null, "model": null, "output": [],
             "previous_response_id": null, "service_tier": "default", "store": false, "presence_penalty": 0,
             "frequency_penalty": 0, "usage": null}
            """).getAsJsonObject();

    /** What is repeated, with the value for requests that do not say. */
    private static final JsonObject ECHOED = JsonParser.parseString("""
            {"model": null, "instructions": null, "max_output_tokens": null, "max_tool_calls": null,
             "prompt_cache_key": null, "reasoning": null, "safety_identifier": null, "user": null,
             "parallel_tool_calls": true, "temperature": 1.0, "text": {"format": {"type": "text"}},
             "tool_choice": "auto", "tools": [], "top_logprobs": 0, "top_p": 1.0, "truncation": "disabled",
             "metadata": {}}
            """).getAsJsonObject();

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
            response.add("incomplete_details", Json.object("reason", "max_output_tokens"));
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
        JsonObject response = FIXED.deepCopy();
        response.asMap().putAll(ECHOED.deepCopy().asMap());
        ECHOED.keySet().forEach(name -> Json.addIfPresent(response, name, request.element(name)));
        response.addProperty("id", id);
        response.addProperty("created_at", first.created());
        response.addProperty("status", status);
        if (!first.text("model").isEmpty()) {
            response.addProperty("model", first.text("model"));
        }
        response.add("output", output);
        return response;
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
        return Json.object(name, new JsonPrimitive(count));
    }
}
