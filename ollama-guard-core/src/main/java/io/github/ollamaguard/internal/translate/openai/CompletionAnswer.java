package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.internal.translate.shared.Answer;
import io.github.ollamaguard.internal.translate.shared.FrameSequence;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Reasoning;
import io.github.ollamaguard.usage.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Native generate replies as OpenAI's text completion, whole or in chunks.
 *
 * @param model the model that was asked for
 * @param tally how the tokens of the calls add up
 * @param streamTally the same for a stream, or null when nobody asked
 */
record CompletionAnswer(
        CompletionForm form,
        String model,
        Tally tally,
        @Nullable Tally streamTally,
        NativeErrors errors) implements Answer {
    private static final String ID_PREFIX = "cmpl-";
    private static final String OBJECT = "text_completion";

    @Override
    public JsonElement response(List<NativeReply> replies) {
        JsonArray choices = new JsonArray(replies.size());
        List<Usage> usages = new ArrayList<>(replies.size());
        for (NativeReply reply : replies) {
            choices.add(choice(choices.size(), reply));
            usages.add(reply.usage());
        }
        return Envelope.of(ID_PREFIX, OBJECT, replies.get(0), model).around(choices, Envelope.usage(tally.sum(usages)));
    }

    @Override
    public FrameSequence frames(int calls) {
        List<ChoiceStream> choices = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            choices.add(new CompletionChoice(i, form));
        }
        return new ChunkSequence(choices, line -> Envelope.of(ID_PREFIX, OBJECT, line, model), streamTally, errors);
    }

    private JsonObject choice(int index, NativeReply reply) {
        String echo = form.echoes().get(index);
        String finish = reply.isDone() ? FinishReason.of(reply.text("done_reason"), false) : FinishReason.LENGTH;
        JsonElement logprobs = form.logprobs(reply, echo.codePointCount(0, echo.length()));
        JsonObject choice =
                Envelope.choice(index, "text", new JsonPrimitive(echo + reply.text("response")), logprobs, finish);
        Reasoning.show(reply.text("thinking"), form.reasoning(), choice);
        return choice;
    }
}
