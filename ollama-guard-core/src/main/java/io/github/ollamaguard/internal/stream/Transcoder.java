package io.github.ollamaguard.internal.stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.translate.shared.FrameSequence;
import io.github.ollamaguard.internal.translate.shared.FrameSequence.TextFrame;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import io.github.ollamaguard.usage.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of the replies to a translation's calls into frames or one document for the client, however the bytes
 * happen to be split. Knows no HTTP: whoever drives it sends what has come of them, and turns a thrown refusal into a
 * plain error answer when nothing has been sent yet, else into {@link #failure} and a cut connection. Not thread-safe.
 */
public final class Transcoder {
    private final Translation translation;
    private final TokenCount tokens;
    private final Consumer<JsonObject> replyFilter;
    private final FrameSink out;
    private final @Nullable FrameSequence frames;
    private final List<CallState> calls = new ArrayList<>();
    private final JsonObject[] documents;
    private final TextLineScanner scanner = new TextLineScanner();

    /**
     * A transcoder for the replies to all calls of a translation.
     *
     * @param tokens is told what the replies cost
     * @param replyFilter may change each complete document of Ollama before it is translated
     * @param out gets the frames of a streamed answer
     */
    public Transcoder(Translation translation, TokenCount tokens, Consumer<JsonObject> replyFilter, FrameSink out) {
        this.translation = translation;
        this.tokens = tokens;
        this.replyFilter = replyFilter;
        this.out = out;
        this.frames = translation.streamed() ? translation.frames() : null;
        this.documents = new JsonObject[translation.requests().size()];
        for (int i = 0; i < documents.length; i++) {
            calls.add(new CallState(i, new UpstreamHead(200, null, -1, null)));
        }
    }

    /** Takes status and headers of a reply, which begins now, or anew when nothing has come of it yet. */
    public void head(int call, UpstreamHead head) {
        calls.set(call, new CallState(call, head));
    }

    /**
     * Takes the next bytes of a reply.
     *
     * @throws ApiException when the reply is an error, or cannot be understood
     */
    public void feed(int call, byte[] bytes, int offset, int length) throws ApiException {
        CallState reply = calls.get(call);
        if (reply.isLines()) {
            reply.lines.feed(bytes, offset, length, reply);
        } else {
            reply.collected.add(bytes, offset, length);
        }
    }

    /**
     * Takes the clean end of a reply.
     *
     * @throws ApiException when the reply was an error, or there was nothing to make an answer of
     */
    public void finish(int call) throws ApiException {
        CallState reply = calls.get(call);
        if (reply.isError()) {
            ApiError refusal = translation.refusal(reply.head.status(), reply.collected.text());
            throw new ApiException(
                    refusal.retryAfter() == null ? refusal.retryingAfter(reply.head.retryAfterDuration()) : refusal);
        }
        if (frames != null) {
            reply.lines.finish(reply);
            frames.end(call, out::frame);
        } else {
            documents[call] = reply.document();
        }
    }

    /** Returns whether the answer has been given out to its end, or can be, although replies may go on. */
    public boolean isComplete() {
        return frames == null ? !Arrays.asList(documents).contains(null) : frames.isComplete();
    }

    /**
     * Returns the answer that is one document, when it is complete.
     *
     * @throws ApiException when one of the replies is an error
     */
    public JsonElement document() throws ApiException {
        return translation.response(List.of(documents));
    }

    /** Gives out what tells a client, inside a stream that has begun, that it will not be completed. */
    public void failure(ApiError error) {
        if (frames != null) {
            out.frame(frames.failure(error));
        }
    }

    /** The reply to one call. */
    private final class CallState implements NdjsonReader.LineConsumer {
        private final int call;
        private final NdjsonReader lines = new NdjsonReader();
        private final Collected collected = new Collected();
        private final UpstreamHead head;
        private long uncounted;
        private boolean ended;

        /** What lines of text become, as long as no other line comes. */
        private @Nullable TextFrame textFrame;

        CallState(int call, UpstreamHead head) {
            this.call = call;
            this.head = head;
        }

        boolean isError() {
            return head.status() >= 400;
        }

        boolean isLines() {
            return frames != null && !isError();
        }

        @Override
        public boolean raw(byte[] bytes, int offset, int length) {
            TextFrame frame = textFrame; // None when the reply has ended.
            if (frame == null || !scanner.find(bytes, offset, length)) {
                return false;
            }
            countLine();
            out.text(frame, bytes, scanner.textOffset(), scanner.textLength());
            return true;
        }

        @Override
        public void line(JsonObject line) throws ApiException {
            if (ended) {
                return;
            }
            count(line);
            ended = new NativeReply(line).isDone();
            FrameSequence sequence = Objects.requireNonNull(frames);
            sequence.line(call, line, out::frame);
            if (ended) {
                textFrame = null;
            } else if (textFrame == null) {
                textFrame = sequence.textFrame(call);
            }
        }

        JsonObject document() throws ApiException {
            if (!(StrictJson.reply(collected.text()) instanceof JsonObject document)) {
                throw new ApiException(ApiError.upstreamInvalid());
            }
            count(document);
            replyFilter.accept(document);
            return document;
        }

        private void count(JsonObject reply) {
            Usage usage = new NativeReply(reply).usageIfKnown();
            if (usage != null) {
                tokens.counted(usage, uncounted);
                uncounted = 0;
            } else if (new JsonPrimitive(false).equals(reply.get("done"))) {
                countLine();
            }
        }

        private void countLine() {
            tokens.line();
            uncounted++;
        }
    }
}
