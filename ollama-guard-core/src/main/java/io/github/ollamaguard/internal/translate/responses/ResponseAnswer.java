package io.github.ollamaguard.internal.translate.responses;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.FrameSequence;
import io.github.ollamaguard.internal.translate.shared.Ids;
import io.github.ollamaguard.internal.translate.shared.Json;
import io.github.ollamaguard.internal.translate.shared.Logprobs;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Tools.ToolCalls;
import io.github.ollamaguard.internal.translate.shared.Translation.Answer;
import io.github.ollamaguard.usage.Usage;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A native chat reply as OpenAI's response, whole or as events, as its client wants to see it.
 *
 * @param reasoning where the thinking goes; here it has one place or none
 * @param logprobs whether log probabilities were asked for
 * @param mostCalls how many calls of tools it may hold
 * @param echo what repeats the request
 */
record ResponseAnswer(ReasoningField reasoning, boolean logprobs, int mostCalls, ResponseObject echo)
        implements Answer {

    static ResponseAnswer of(Fields request, ReasoningField reasoning, boolean logprobs) throws ApiException {
        ResponseObject echo = new ResponseObject(Ids.random("resp_"), request);
        return new ResponseAnswer(reasoning, logprobs, ToolCalls.most(request), echo);
    }

    @Override
    public JsonElement response(List<NativeReply> replies) {
        NativeReply reply = replies.get(0);
        NativeReply message = reply.object("message");
        JsonArray output = new JsonArray();
        String thinking = thinking(message);
        if (!thinking.isEmpty()) {
            output.add(ResponseItem.reasoning(Ids.random("rs_"), thinking));
        }
        List<NativeReply> calls = ToolCalls.first(mostCalls, message);
        String text = message.text("content");
        if (!text.isEmpty() || (output.isEmpty() && calls.isEmpty())) {
            JsonObject part = ResponseItem.textPart(text, logprobs(reply));
            output.add(ResponseItem.message(Ids.random("msg_"), "completed", Json.array(part)));
        }
        for (NativeReply call : calls) {
            JsonObject chatCall = ToolCalls.toOpenAi(call);
            output.add(ResponseItem.call(Ids.random("fc_"), "completed", chatCall, ResponseItem.arguments(chatCall)));
        }
        return echo.ended(reply, reply, output);
    }

    @Override
    public FrameSequence frames(int calls, NativeErrors errors) {
        return new Events(errors);
    }

    /** Returns the thinking to show; empty when there is none. */
    private String thinking(NativeReply message) {
        return reasoning == ReasoningField.NONE ? "" : message.text("thinking");
    }

    /** Returns the log probabilities to show; empty when there are none. */
    private JsonArray logprobs(NativeReply reply) {
        return logprobs ? Logprobs.of(reply) : new JsonArray();
    }

    /**
     * The events of a streamed response: created, in progress, then item after item, each opened, filled and closed
     * before the next, and exactly one terminal event. There is no {@code [DONE]}. Not thread-safe.
     */
    private final class Events implements FrameSequence {
        private final NativeErrors errors;
        private final JsonArray output = new JsonArray();
        private @Nullable NativeReply first;
        private ResponseItem.@Nullable Open open;
        private int sequenceNumber;
        private int calls;
        private boolean ended;

        Events(NativeErrors errors) {
            this.errors = errors;
        }

        @Override
        public void line(int call, JsonObject json, Consumer<Frame> out) throws ApiException {
            NativeReply line = errors.checked(json);
            if (first == null) {
                first = line;
                out.accept(response("response.created", echo.inProgress(line)));
                out.accept(response("response.in_progress", echo.inProgress(line)));
            }
            content(line, out);
            if (line.isDone()) {
                finish(first, line, out);
            }
        }

        @Override
        public void end(int call, Consumer<Frame> out) throws ApiException {
            if (ended) {
                return;
            }
            if (first == null) {
                throw new ApiException(ApiError.upstreamInvalid());
            }
            finish(first, new NativeReply(new JsonObject()), out);
        }

        @Override
        public boolean isComplete() {
            return ended;
        }

        @Override
        public Frame failure(ApiError error) {
            NativeReply begun = first == null ? new NativeReply(new JsonObject()) : first;
            return response("response.failed", echo.failed(begun, output, error));
        }

        private void content(NativeReply line, Consumer<Frame> out) {
            NativeReply message = line.object("message");
            String thinking = thinking(message);
            if (!thinking.isEmpty()) {
                item(ResponseItem.Kind.REASONING, out).append(thinking, new JsonArray(), events(out));
            }
            String text = message.text("content");
            JsonArray entries = logprobs(line);
            if (!text.isEmpty() || !entries.isEmpty()) {
                item(ResponseItem.Kind.MESSAGE, out).append(text, entries, events(out));
            }
            for (NativeReply call : ToolCalls.first(mostCalls - calls, message)) {
                calls++;
                close(out);
                output.add(ResponseItem.Open.call(output.size(), ToolCalls.toOpenAi(call), events(out)));
            }
        }

        private ResponseItem.Open item(ResponseItem.Kind kind, Consumer<Frame> out) {
            ResponseItem.Open current = open;
            if (current == null || current.kind() != kind) {
                close(out);
                current = ResponseItem.Open.open(kind, output.size(), events(out));
                open = current;
            }
            return current;
        }

        private void close(Consumer<Frame> out) {
            if (open != null) {
                output.add(open.close(events(out)));
                open = null;
            }
        }

        private void finish(NativeReply begun, NativeReply last, Consumer<Frame> out) {
            ended = true;
            if (open == null && output.isEmpty()) {
                item(ResponseItem.Kind.MESSAGE, out);
            }
            close(out);
            JsonObject response = echo.ended(begun, last, output);
            out.accept(response("response." + response.get("status").getAsString(), response));
        }

        private Consumer<JsonObject> events(Consumer<Frame> out) {
            return event -> out.accept(numbered(event));
        }

        private Frame response(String type, JsonElement response) {
            return numbered(Json.object("type", type, "response", response));
        }

        private Frame numbered(JsonObject event) {
            event.addProperty("sequence_number", sequenceNumber++);
            return new Frame(event.get("type").getAsString(), event.toString());
        }
    }

    /**
     * OpenAI's response object: most of it repeats the request. The same in every event of a stream but for its status.
     *
     * @param id unique identifier
     * @param request what the client sent
     */
    private record ResponseObject(String id, Fields request) {
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
            String code = cause.code() == null ? "server_error" : cause.code();
            JsonObject response = object("failed", first, output);
            response.add("error", Json.object("code", code, "message", cause.message()));
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

        /** Both details are always there; Ollama does not count thinking apart. */
        private static JsonObject usage(Usage usage) {
            return Json.object(
                    "input_tokens", usage.promptTokens(),
                    "input_tokens_details", Json.object("cached_tokens", usage.cachedTokens()),
                    "output_tokens", usage.completionTokens(),
                    "output_tokens_details", Json.object("reasoning_tokens", 0),
                    "total_tokens", usage.totalTokens());
        }
    }
}
