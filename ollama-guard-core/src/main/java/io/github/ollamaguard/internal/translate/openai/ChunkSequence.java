package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.translate.shared.Frame;
import io.github.ollamaguard.internal.translate.shared.FrameSequence;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.TextFrame;
import io.github.ollamaguard.usage.Usage;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a chat or completion stream: those of each choice in its own order, then one usage chunk when it was
 * asked for, then {@code [DONE]}. Choices interleave as their lines arrive. Not thread-safe.
 */
final class ChunkSequence implements FrameSequence {
    private final List<ChoiceStream> choices;
    private final Usage[] usages;
    private final boolean[] ended;
    private final Function<NativeReply, Envelope> opener;
    private final @Nullable Tally tally;
    private final NativeErrors errors;
    private @Nullable Envelope envelope;

    /**
     * @param opener makes the envelope from the first line of any call
     * @param tally adds up the usages of the calls; null when no usage was asked for
     */
    ChunkSequence(
            List<ChoiceStream> choices,
            Function<NativeReply, Envelope> opener,
            @Nullable Tally tally,
            NativeErrors errors) {
        this.choices = choices;
        this.usages = new Usage[choices.size()];
        this.ended = new boolean[choices.size()];
        this.opener = opener;
        this.tally = tally;
        this.errors = errors;
    }

    @Override
    public void line(int call, JsonObject json, Consumer<Frame> out) throws ApiException {
        if (ended[call]) {
            return;
        }
        NativeReply line = new NativeReply(json);
        if (line.element("error") != null) {
            throw new ApiException(errors.refusal(200, json.toString()));
        }
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
            open = opener.apply(line);
            envelope = open;
        }
        return open;
    }

    private Consumer<JsonObject> chunks(Envelope open, Consumer<Frame> out) {
        return choice -> out.accept(frame(choice, open));
    }

    private Frame frame(JsonObject choice, Envelope open) {
        JsonElement usage = tally == null ? null : JsonNull.INSTANCE;
        JsonArray one = new JsonArray(1);
        one.add(choice);
        return new Frame(null, open.around(one, usage).toString());
    }

    private void ended(int call, Usage usage, Envelope open, Consumer<Frame> out) {
        usages[call] = usage;
        ended[call] = true;
        if (!isComplete()) {
            return;
        }
        if (tally != null) {
            JsonObject sum = Envelope.usage(tally.sum(List.of(usages)));
            out.accept(new Frame(null, open.around(new JsonArray(), sum).toString()));
        }
        out.accept(Frame.DONE);
    }
}
