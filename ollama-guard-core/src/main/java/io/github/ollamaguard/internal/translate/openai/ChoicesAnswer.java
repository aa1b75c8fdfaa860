package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.translate.shared.FrameSequence;
import io.github.ollamaguard.internal.translate.shared.Json;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Translation.Answer;
import io.github.ollamaguard.usage.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer of choices, one for each native call: whole, or in chunks.
 *
 * @param choicesPerPrompt how many calls in a row share one prompt
 * @param usageInStream whether a stream shall tell what it cost
 */
record ChoicesAnswer(Form form, int choicesPerPrompt, boolean usageInStream) implements Answer {

    /** What the choices look like: those of a chat or of a completion, as a client wants to see them. */
    interface Form {
        /** Returns what surrounds the choices, made from the first reply or line. */
        Envelope envelope(NativeReply first, boolean streamed);

        /** Returns the choice for a complete reply. */
        JsonObject choice(int index, NativeReply reply);

        /** Returns the choice for a streamed reply. */
        ChoiceStream stream(int index);
    }

    /** One choice of a streamed answer, fed by the lines of one native call. Not thread-safe. */
    interface ChoiceStream {
        /** Takes a line and gives out the choices of the chunks that it becomes, none for an empty line. */
        void line(NativeReply line, Consumer<JsonObject> chunk);

        /** Returns the choice of the chunk that a line with only this text becomes, or null when that is not always so. */
        default @Nullable JsonObject text(String text) {
            return null;
        }

        /**
         * Gives out the choice of the finish chunk.
         *
         * @param doneReason the native reason
         */
        void finish(String doneReason, Consumer<JsonObject> chunk);

        /** Returns whether any chunk has been given out. */
        boolean hasBegun();
    }

    @Override
    public JsonElement response(List<NativeReply> replies) {
        JsonArray choices = new JsonArray(replies.size());
        List<Usage> usages = new ArrayList<>(replies.size());
        for (NativeReply reply : replies) {
            choices.add(form.choice(choices.size(), reply));
            usages.add(reply.usage());
        }
        JsonObject usage = Envelope.usage(total(usages, choicesPerPrompt));
        return form.envelope(replies.get(0), false).around(choices, usage);
    }

    @Override
    public FrameSequence frames(int calls, NativeErrors errors) {
        return new Chunks(calls, errors);
    }

    /** Adds up the usages of all calls: OpenAI counts a prompt once, however many choices it asked for. */
    static Usage total(List<Usage> usages, int choicesPerPrompt) {
        Usage total = Usage.NONE;
        for (int i = 0; i < usages.size(); i++) {
            Usage usage = usages.get(i);
            total = total.plus(i % choicesPerPrompt == 0 ? usage : new Usage(0, usage.completionTokens()));
        }
        return total;
    }

    /**
     * The chunks of a stream: those of each choice in its own order, then one usage chunk when it was asked for, then
     * {@code [DONE]}. Choices interleave as their lines arrive. Not thread-safe.
     */
    private final class Chunks implements FrameSequence {
        private final List<ChoiceStream> choices = new ArrayList<>();
        private final Usage[] usages;
        private final boolean[] ended;
        private final NativeErrors errors;
        private @Nullable Envelope envelope;

        Chunks(int calls, NativeErrors errors) {
            for (int i = 0; i < calls; i++) {
                choices.add(form.stream(i));
            }
            this.usages = new Usage[calls];
            this.ended = new boolean[calls];
            this.errors = errors;
        }

        @Override
        public void line(int call, JsonObject json, Consumer<Frame> out) throws ApiException {
            if (ended[call]) {
                return;
            }
            NativeReply line = errors.checked(json);
            Envelope open = envelopeFor(line);
            Consumer<JsonObject> chunk = chunks(open, out);
            choices.get(call).line(line, chunk);
            if (line.isDone()) {
                choices.get(call).finish(line.text("done_reason"), chunk);
                ended(call, line.usage(), open, out);
            }
        }

        @Override
        public @Nullable TextFrame textFrame(int call) {
            Envelope open = envelope;
            JsonObject choice = ended[call] ? null : choices.get(call).text(TextFrame.SAMPLE);
            return open == null || choice == null ? null : TextFrame.of(frame(choice, open));
        }

        @Override
        public void end(int call, Consumer<Frame> out) throws ApiException {
            if (ended[call]) {
                return;
            }
            Envelope open = envelope;
            if (open == null || !choices.get(call).hasBegun()) {
                throw new ApiException(ApiError.upstreamInvalid());
            }
            // Ollama stops a model that repeats itself without a last line; what has come is all there is.
            choices.get(call).finish(FinishReason.LENGTH, chunks(open, out));
            ended(call, Usage.NONE, open, out);
        }

        @Override
        public boolean isComplete() {
            for (boolean end : ended) {
                if (!end) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public Frame failure(ApiError error) {
            return new Frame("error", Dialect.OPENAI.json(error));
        }

        private Envelope envelopeFor(NativeReply line) {
            Envelope open = envelope;
            if (open == null) {
                open = form.envelope(line, true);
                envelope = open;
            }
            return open;
        }

        private Consumer<JsonObject> chunks(Envelope open, Consumer<Frame> out) {
            return choice -> out.accept(frame(choice, open));
        }

        private Frame frame(JsonObject choice, Envelope open) {
            JsonElement usage = usageInStream ? JsonNull.INSTANCE : null;
            return new Frame(null, open.around(Json.array(choice), usage).toString());
        }

        private void ended(int call, Usage usage, Envelope open, Consumer<Frame> out) {
            usages[call] = usage;
            ended[call] = true;
            if (!isComplete()) {
                return;
            }
            if (usageInStream) {
                JsonObject usageOfAll = Envelope.usage(total(List.of(usages), choicesPerPrompt));
                out.accept(
                        new Frame(null, open.around(new JsonArray(), usageOfAll).toString()));
            }
            out.accept(Frame.DONE);
        }
    }
}
