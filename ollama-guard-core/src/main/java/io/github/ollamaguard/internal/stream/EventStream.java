package io.github.ollamaguard.internal.stream;

import io.github.ollamaguard.internal.translate.shared.FrameSequence.Frame;
import io.github.ollamaguard.internal.translate.shared.FrameSequence.TextFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Server-sent events (SSE) as bytes (WHATWG HTML, section 9.2): the data is one line, because JSON has no raw line
 * breaks, so no text of a model can start an event of its own. Not thread-safe.
 */
public final class EventStream implements FrameSink {
    /** Media type of server-sent events. */
    public static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";

    private static final byte[] COMMENT = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream out;

    /** Events that are appended to {@code out}. */
    public EventStream(ByteArrayOutputStream out) {
        this.out = out;
    }

    /** Appends a comment: a sign of life (keep-alive, heartbeat) that every client ignores. */
    public void comment() {
        out.writeBytes(COMMENT);
    }

    @Override
    public void frame(Frame frame) {
        if (frame.event() != null) {
            out.writeBytes(EVENT);
            out.writeBytes(frame.event().getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }
        out.writeBytes(DATA);
        out.writeBytes(frame.data().getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        out.write('\n');
    }

    @Override
    public void text(TextFrame frame, byte[] json, int offset, int length) {
        out.writeBytes(DATA);
        out.writeBytes(frame.before());
        out.write(json, offset, length);
        out.writeBytes(frame.after());
        out.write('\n');
        out.write('\n');
    }
}
