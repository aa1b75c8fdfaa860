package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.openai.Choices.ChoiceStream;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.Json;
import io.github.ollamaguard.internal.translate.shared.Logprobs;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Reasoning;
import io.github.ollamaguard.internal.translate.shared.Tools;
import io.github.ollamaguard.internal.translate.shared.Tools.ToolCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The choices of a chat completion, as its client wants to see them.
 *
 * @param model the model that was asked for
 * @param reasoning where the thinking goes
 * @param logprobs whether log probabilities were asked for
 * @param mostCalls how many calls of tools a choice may hold
 * @param callsFunction whether the one call looks as in the days when tools were called functions
 */
record ChatForm(String model, ReasoningField reasoning, boolean logprobs, int mostCalls, boolean callsFunction)
        implements Choices.Form {

    static ChatForm of(Fields fields, ReasoningField reasoning) throws ApiException {
        boolean callsFunction = Tools.areFunctions(fields);
        int mostCalls = callsFunction ? 1 : ToolCalls.most(fields);
        return new ChatForm(fields.model(), reasoning, fields.flag("logprobs"), mostCalls, callsFunction);
    }

    @Override
    public Envelope envelope(NativeReply first, boolean streamed) {
        return Envelope.of("chatcmpl-", streamed ? "chat.completion.chunk" : "chat.completion", first, model);
    }

    @Override
    public JsonObject choice(int index, NativeReply reply) {
        NativeReply source = reply.object("message");
        JsonArray calls = new JsonArray();
        ToolCalls.first(mostCalls, source).forEach(call -> calls.add(ToolCalls.toOpenAi(call)));
        String text = source.text("content");
        JsonObject message = Json.object("role", "assistant");
        message.add("content", text.isEmpty() && !calls.isEmpty() ? JsonNull.INSTANCE : new JsonPrimitive(text));
        message.add("refusal", JsonNull.INSTANCE);
        Reasoning.show(source.text("thinking"), reasoning, message);
        if (!calls.isEmpty()) {
            addCalls(calls, message);
        }
        String finish = reply.isDone() ? finish(reply.text("done_reason"), !calls.isEmpty()) : FinishReason.LENGTH;
        return Envelope.choice(index, "message", message, logprobs(reply), finish);
    }

    @Override
    public ChoiceStream stream(int index) {
        return new Stream(index);
    }

    /** Returns OpenAI's {@code logprobs}; JSON null when there are none to show. */
    private JsonElement logprobs(NativeReply reply) {
        JsonArray content = logprobs ? Logprobs.of(reply) : new JsonArray();
        return content.isEmpty() ? JsonNull.INSTANCE : Json.object("content", content, "refusal", JsonNull.INSTANCE);
    }

    /** Adds calls in OpenAI's form, at least one, to a message or delta. */
    private void addCalls(JsonArray calls, JsonObject target) {
        if (callsFunction) {
            target.add("function_call", calls.get(0).getAsJsonObject().get("function"));
        } else {
            target.add("tool_calls", calls);
        }
    }

    /** Returns the finish reason for a native one. */
    private String finish(String doneReason, boolean called) {
        String reason = FinishReason.of(doneReason, called);
        return callsFunction && reason.equals(FinishReason.TOOL_CALLS) ? FinishReason.FUNCTION_CALL : reason;
    }

    /**
     * One choice of a stream. A line becomes one chunk for each kind of content it holds, thinking before text before
     * calls of tools, because clients tell them apart by chunk. Not thread-safe.
     */
    private final class Stream implements ChoiceStream {
        private final int index;
        private boolean begun;
        private int toolCalls;

        Stream(int index) {
            this.index = index;
        }

        @Override
        public void line(NativeReply line, Consumer<JsonObject> chunk) {
            NativeReply message = line.object("message");
            List<JsonObject> deltas = new ArrayList<>();
            JsonObject thinking = new JsonObject();
            if (Reasoning.show(message.text("thinking"), reasoning, thinking)) {
                deltas.add(thinking);
            }
            JsonElement shown = logprobs(line);
            String text = message.text("content");
            List<NativeReply> calls = ToolCalls.first(mostCalls - toolCalls, message);
            if (!text.isEmpty() || (deltas.isEmpty() && calls.isEmpty() && !shown.isJsonNull())) {
                deltas.add(Json.object("content", text));
            }
            if (!calls.isEmpty()) {
                deltas.add(calls(calls));
            }
            for (JsonObject delta : deltas) {
                chunk.accept(chunk(delta, shown));
                shown = JsonNull.INSTANCE;
            }
        }

        @Override
        public @Nullable JsonObject text(String text) {
            return begun && !logprobs ? chunk(Json.object("content", text), JsonNull.INSTANCE) : null;
        }

        @Override
        public void finish(String doneReason, Consumer<JsonObject> chunk) {
            if (!begun) {
                chunk.accept(chunk(new JsonObject(), JsonNull.INSTANCE));
            }
            String reason = ChatForm.this.finish(doneReason, toolCalls > 0);
            chunk.accept(Envelope.choice(index, "delta", new JsonObject(), JsonNull.INSTANCE, reason));
        }

        private JsonObject chunk(JsonObject delta, JsonElement shown) {
            return Envelope.choice(index, "delta", begun ? delta : first(delta), shown, null);
        }

        /** The role stands on the first delta, which always has content: some clients start a message with it. */
        private JsonObject first(JsonObject delta) {
            begun = true;
            JsonObject first = Json.object("role", "assistant", "content", "");
            first.asMap().putAll(delta.asMap());
            return first;
        }

        /** Clients merge calls by index, and Ollama's own index is not always right: the guard counts. */
        private JsonObject calls(List<NativeReply> calls) {
            JsonArray array = new JsonArray(calls.size());
            for (NativeReply call : calls) {
                JsonObject indexed = Json.object("index", toolCalls++);
                indexed.asMap().putAll(ToolCalls.toOpenAi(call).asMap());
                array.add(indexed);
            }
            JsonObject delta = new JsonObject();
            addCalls(array, delta);
            return delta;
        }
    }
}
