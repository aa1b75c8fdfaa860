package io.github.ollamaguard.servlet;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.stream.EventStream;
import io.github.ollamaguard.internal.translate.shared.Frame;
import io.github.ollamaguard.internal.translate.shared.FrameSequence;
import io.github.ollamaguard.internal.translate.shared.NativeUsage;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.upstream.UpstreamHead;
import io.github.ollamaguard.usage.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The native replies of an exchange on their way into one OpenAI answer. Used by the request thread only. */
final class MergedReplies {
    private final Translation exchange;
    private final OpenAiAnswer answer;
    private final @Nullable FrameSequence frames;
    private final JsonObject[] documents;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private @Nullable Usage usage;
    private int missing;
    private boolean begun;
    private @Nullable Translation fallback;

    MergedReplies(Translation exchange, OpenAiAnswer answer) {
        this.exchange = exchange;
        this.answer = answer;
        answer.recording().usage(() -> usage);
        this.frames = exchange.streamed() ? exchange.frames() : null;
        this.missing = exchange.requests().size();
        this.documents = new JsonObject[missing];
    }

    /** Returns whether nothing more is wanted from the calls. */
    boolean isOver() {
        return missing == 0 || fallback != null || (frames != null && frames.isComplete());
    }

    /** Returns how many calls have ended. */
    int ended() {
        return documents.length - missing;
    }

    /** Returns the exchange to run instead, if it came to that. */
    @Nullable
    Translation fallback() {
        return fallback;
    }

    /** Takes a line of a call. */
    void line(int call, JsonObject line) throws ApiException {
        begun = true;
        Usage more = NativeUsage.of(line);
        if (more != null) {
            usage = usage == null ? more : usage.plus(more);
        }
        if (frames == null) {
            documents[call] = line;
        } else {
            frames.line(call, line, this::append);
        }
    }

    /** Takes the last lines of a call. */
    void end(int call, List<JsonObject> lines) throws ApiException {
        for (JsonObject line : lines) {
            line(call, line);
        }
        if (frames != null) {
            frames.end(call, this::append);
        }
        missing--;
    }

    /**
     * Takes an error answer.
     *
     * @throws ApiException unless there is another exchange to try
     */
    void refused(UpstreamHead head, String body) throws ApiException {
        ApiError refusal = exchange.refusal(head.status(), body);
        fallback = begun ? null : exchange.fallback(refusal);
        if (fallback == null) {
            throw new ApiException(RetryHint.added(refusal, head.retryAfter()));
        }
    }

    /** Sends what has become complete. */
    void send() throws IOException, ApiException {
        if (fallback != null) {
            return;
        }
        if (frames != null) {
            if (frames.isComplete()) {
                answer.end(out);
            } else {
                answer.events(out);
            }
        } else if (missing == 0) {
            out.writeBytes(StrictJson.bytes(exchange.response(List.of(documents))));
            answer.document("application/json", out);
        }
    }

    /** Shows a waiting client a sign of life. */
    void idle() throws IOException {
        if (frames != null) {
            answer.keepAlive();
        }
    }

    /** Tells the client of an error; see {@link OpenAiAnswer#fail}. */
    void failed(ApiError error) throws IOException {
        answer.fail(error, out, (failure, events) -> {
            if (frames != null) {
                EventStream.append(frames.failure(failure), events);
            }
        });
    }

    private void append(Frame frame) {
        EventStream.append(frame, out);
    }
}
