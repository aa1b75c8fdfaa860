package io.github.ollamaguard.internal.stream;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.Exchange;
import io.github.ollamaguard.internal.translate.FrameSequence;
import java.io.ByteArrayOutputStream;

/** NDJSON of one native call to server-sent events. Not thread-safe. */
final class SseTranscoder implements Transcoder {
    private final NdjsonReader reader = new NdjsonReader();
    private final FrameSequence frames;

    SseTranscoder(Exchange exchange) {
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
        reader.feed(bytes, offset, length, line -> frames.line(0, line, frame -> EventStream.append(frame, out)));
    }

    @Override
    public void finish(ByteArrayOutputStream out) throws ApiException {
        reader.finish(line -> frames.line(0, line, frame -> EventStream.append(frame, out)));
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
}
