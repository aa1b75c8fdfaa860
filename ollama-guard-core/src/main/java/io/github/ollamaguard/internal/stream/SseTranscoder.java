package io.github.ollamaguard.internal.stream;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.FrameSequence;
import io.github.ollamaguard.internal.translate.shared.TextFrame;
import io.github.ollamaguard.internal.translate.shared.Translation;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** NDJSON of one native call to server-sent events. Not thread-safe. */
final class SseTranscoder implements Transcoder {
    private final NdjsonReader reader = new NdjsonReader();
    private final TextLineScanner scanner = new TextLineScanner();
    private final FrameSequence frames;

    /** What lines of text become, as long as no other line comes. */
    private @Nullable TextFrame textFrame;

    SseTranscoder(Translation exchange) {
        this.frames = exchange.frames();
    }

    @Override
    public String contentType() {
        return EventStream.CONTENT_TYPE;
    }

    @Override
    public boolean isEventStream() {
        return true;
    }

    @Override
    public void feed(byte[] bytes, int offset, int length, ByteArrayOutputStream out) throws ApiException {
        reader.feed(bytes, offset, length, new Lines(out));
    }

    @Override
    public void finish(ByteArrayOutputStream out) throws ApiException {
        reader.finish(new Lines(out));
        frames.end(0, frame -> EventStream.append(frame, out));
    }

    @Override
    public boolean isComplete() {
        return frames.isComplete();
    }

    @Override
    public void failure(ApiError error, ByteArrayOutputStream out) {
        EventStream.append(frames.failure(error), out);
    }

    /** Where lines go. */
    private final class Lines implements NdjsonReader.LineConsumer {
        private final ByteArrayOutputStream out;

        Lines(ByteArrayOutputStream out) {
            this.out = out;
        }

        @Override
        public boolean raw(byte[] bytes, int offset, int length) {
            TextFrame frame = textFrame;
            if (frame == null || !scanner.find(bytes, offset, length)) {
                return false;
            }
            EventStream.append(frame, bytes, scanner.textOffset(), scanner.textLength(), out);
            return true;
        }

        @Override
        public void line(JsonObject line) throws ApiException {
            frames.line(0, line, frame -> EventStream.append(frame, out));
            if (frames.isComplete()) {
                textFrame = null;
            } else if (textFrame == null) {
                textFrame = frames.textFrame(0);
            }
        }
    }
}
