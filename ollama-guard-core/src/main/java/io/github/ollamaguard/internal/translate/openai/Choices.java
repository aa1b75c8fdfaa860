package io.github.ollamaguard.internal.translate.openai;

import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.dropped;
import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.translate.shared.FieldTable.Field;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.FrameSequence;
import io.github.ollamaguard.internal.translate.shared.Json;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.translate.shared.Translation.Answer;
import io.github.ollamaguard.usage.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's {@code n}: several answers to one prompt, which are several native calls. Its answer is a list of choices,
 * one for each call: whole, or in chunks.
 *
 * @param choicesPerPrompt how many calls in a row share one prompt
 * @param usageInStream whether a stream shall tell what it cost
 */
record Choices(Form form, int choicesPerPrompt, boolean usageInStream) implements Answer {
    /** How many answers and how long, by the names of this API. */
    static final List<Field> FIELDS = List.of(
            read("max_tokens", "OpenAI's default is not imposed", "64"),
            read("max_completion_tokens", "wins over `max_tokens`", "64"),
            read("n", "as many calls, at most `max-choices`; each has its own seed when one is given", "2", "1000"),
            read("stream_options", "answered by the guard", "{'include_usage': true}"),
            dropped("logit_bias", "Ollama has nothing like it", "{'50256': -100}"));

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
    }

    /** Returns {@code n}; 1 when absent. */
    static int count(Fields fields, Translation.Options options) throws ApiException {
        int count = fields.integer("n", 1, 1, Integer.MAX_VALUE);
        if (count > options.maxChoices()) {
            throw Fields.unsupported("n", "'n' may be at most " + options.maxChoices() + " on this server.");
        }
        return count;
    }

    /** Returns one body per choice; a given seed is raised by one each, or all answers would be the same. */
    static List<JsonObject> spread(JsonObject body, int count) {
        List<JsonObject> bodies = new ArrayList<>(count);
        bodies.add(body);
        for (int i = 1; i < count; i++) {
            JsonObject copy = Json.copy(body);
            JsonObject options = body.getAsJsonObject("options");
            JsonElement seed = options == null ? null : options.get("seed");
            if (seed != null && seed.getAsBigDecimal().signum() >= 0) {
                JsonObject own = Json.copy(options);
                own.addProperty("seed", seed.getAsBigDecimal().add(BigDecimal.valueOf(i)));
                copy.add("options", own);
            }
            bodies.add(copy);
        }
        return bodies;
    }

    /** Returns whether a stream shall tell what it cost. */
    static boolean usageInStream(Fields fields) throws ApiException {
        Fields options = fields.object("stream_options");
        return options != null && options.flag("include_usage");
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
        private final boolean[] begun;
        private final boolean[] ended;
        private final NativeErrors errors;
        private @Nullable Envelope envelope;
        private int running;

        Chunks(int calls, NativeErrors errors) {
            for (int i = 0; i < calls; i++) {
                choices.add(form.stream(i));
            }
            this.usages = new Usage[calls];
            this.begun = new boolean[calls];
            this.ended = new boolean[calls];
            this.running = calls;
            this.errors = errors;
        }

        @Override
        public void line(int call, JsonObject json, Consumer<Frame> out) throws ApiException {
            NativeReply line = errors.checked(json);
            Envelope open = envelopeFor(line);
            Consumer<JsonObject> chunk = chunks(call, open, out);
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
            if (open == null || !begun[call]) {
                throw new ApiException(ApiError.upstreamInvalid());
            }
            // Ollama stops a model that repeats itself without a last line; what has come is all there is.
            choices.get(call).finish(FinishReason.LENGTH, chunks(call, open, out));
            ended(call, Usage.NONE, open, out);
        }

        @Override
        public boolean isComplete() {
            return running == 0;
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

        private Consumer<JsonObject> chunks(int call, Envelope open, Consumer<Frame> out) {
            return choice -> {
                begun[call] = true;
                out.accept(frame(choice, open));
            };
        }

        private Frame frame(JsonObject choice, Envelope open) {
            JsonElement usage = usageInStream ? JsonNull.INSTANCE : null;
            return new Frame(null, open.around(Json.array(choice), usage).toString());
        }

        private void ended(int call, Usage usage, Envelope open, Consumer<Frame> out) {
            usages[call] = usage;
            ended[call] = true;
            running--;
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
