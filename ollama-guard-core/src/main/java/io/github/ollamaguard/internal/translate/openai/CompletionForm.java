package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.internal.translate.openai.Choices.ChoiceStream;
import io.github.ollamaguard.internal.translate.shared.Logprobs;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Reasoning;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The choices of a text completion, as its client wants to see them.
 *
 * @param model the model that was asked for
 * @param echoes the text that each choice starts with: its prompt, or nothing
 * @param logprobs how many alternatives per token, -1 for no log probabilities
 * @param reasoning where the thinking goes
 */
record CompletionForm(String model, List<String> echoes, int logprobs, ReasoningField reasoning)
        implements Choices.Form {

    @Override
    public Envelope envelope(NativeReply first, boolean streamed) {
        return Envelope.of("cmpl-", "text_completion", first, model);
    }

    @Override
    public JsonObject choice(int index, NativeReply reply) {
        String echo = echoes.get(index);
        String finish = reply.isDone() ? FinishReason.of(reply.text("done_reason"), false) : FinishReason.LENGTH;
        JsonObject choice = choice(index, echo + reply.text("response"), logprobs(reply, length(echo)), finish);
        Reasoning.show(reply.text("thinking"), reasoning, choice);
        return choice;
    }

    @Override
    public ChoiceStream stream(int index) {
        return new Stream(index);
    }

    /**
     * Returns the log probabilities of a reply or line.
     *
     * @param offset where its text starts, in characters from the start of the choice
     */
    private JsonElement logprobs(NativeReply reply, int offset) {
        return logprobs < 0 ? JsonNull.INSTANCE : Logprobs.columns(reply, offset, logprobs > 0);
    }

    private static JsonObject choice(int index, String text, JsonElement logprobs, @Nullable String finish) {
        return Envelope.choice(index, "text", new JsonPrimitive(text), logprobs, finish);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** One choice of a stream. Not thread-safe. */
    private final class Stream implements ChoiceStream {
        private final int index;
        private String echo;
        private int offset;

        Stream(int index) {
            this.index = index;
            this.echo = echoes.get(index);
        }

        @Override
        public void line(NativeReply line, Consumer<JsonObject> chunk) {
            String response = line.text("response");
            String text = echo + response;
            offset += length(echo);
            echo = "";
            JsonElement shown = logprobs(line, offset);
            offset += length(response);
            JsonObject choice = choice(index, text, shown, null);
            boolean thinking = Reasoning.show(line.text("thinking"), reasoning, choice);
            if (!text.isEmpty() || thinking || !shown.isJsonNull()) {
                chunk.accept(choice);
            }
        }

        @Override
        public void finish(String doneReason, Consumer<JsonObject> chunk) {
            chunk.accept(choice(index, "", JsonNull.INSTANCE, FinishReason.of(doneReason, false)));
        }
    }
}
