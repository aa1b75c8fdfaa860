package io.github.ollamaguard.internal.stream;

import io.github.ollamaguard.internal.translate.shared.Frame;
import io.github.ollamaguard.internal.translate.shared.TextFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Server-sent events as bytes (WHATWG HTML, section 9.2): the data is one line, because JSON has no raw line breaks, so
 * no text of a model can start an event of its own.
 */
public final class EventStream {
    /** Media type of server-sent events. */
    public static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";

    /** A comment: a sign of life that every client ignores. */
    public static final String KEEP_ALIVE = ": keep-alive\n\n";

    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private EventStream() {}

    /** Appends the event of a piece of text, which is a JSON string already. */
    static void append(TextFrame frame, byte[] text, int offset, int length, ByteArrayOutputStream out) {
        out.writeBytes(DATA);
        out.writeBytes(frame.before());
        out.write(text, offset, length);
        out.writeBytes(frame.after());
        out.write('\n');
        out.write('\n');
    }

    /** Appends one event. */
    public static void append(Frame frame, ByteArrayOutputStream out) {
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
}
