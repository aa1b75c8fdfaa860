package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.internal.translate.shared.Answer;
import io.github.ollamaguard.internal.translate.shared.FrameSequence;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Reasoning;
import io.github.ollamaguard.internal.translate.shared.ToolCalls;
import io.github.ollamaguard.usage.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Native chat replies as OpenAI's chat completion, whole or in chunks.
 *
 * @param model the model that was asked for
 * @param streamTally how to count the tokens of a stream, or null when nobody asked
 */
record ChatAnswer(ChatForm form, String model, @Nullable Tally streamTally, NativeErrors errors) implements Answer {
    private static final String ID_PREFIX = "chatcmpl-";

    @Override
    public JsonElement response(List<NativeReply> replies) {
        JsonArray choices = new JsonArray(replies.size());
        List<Usage> usages = new ArrayList<>(replies.size());
        for (NativeReply reply : replies) {
            choices.add(choice(choices.size(), reply));
            usages.add(reply.usage());
        }
        return Envelope.of(ID_PREFIX, "chat.completion", replies.get(0), model)
                .around(choices, Envelope.usage(new Tally(replies.size()).sum(usages)));
    }

    @Override
    public FrameSequence frames(int calls) {
        List<ChoiceStream> choices = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            choices.add(new ChatChoice(i, form));
        }
        return new ChunkSequence(
                choices, line -> Envelope.of(ID_PREFIX, "chat.completion.chunk", line, model), streamTally, errors);
    }

    private JsonObject choice(int index, NativeReply reply) {
        NativeReply source = reply.object("message");
        JsonArray calls = new JsonArray();
        form.toolCalls(source, 0).forEach(call -> calls.add(ToolCalls.toOpenAi(call)));
        String text = source.text("content");
        JsonObject message = new JsonObject();
        message.addProperty("role", "assistant");
        message.add("content", text.isEmpty() && !calls.isEmpty() ? JsonNull.INSTANCE : new JsonPrimitive(text));
        message.add("refusal", JsonNull.INSTANCE);
        Reasoning.show(source.text("thinking"), form.reasoning(), message);
        if (!calls.isEmpty()) {
            form.calls().show(calls, message);
        }
        String finish =
                reply.isDone() ? form.calls().finish(reply.text("done_reason"), !calls.isEmpty()) : FinishReason.LENGTH;
        return Envelope.choice(index, "message", message, form.logprobs(reply), finish);
    }
}
