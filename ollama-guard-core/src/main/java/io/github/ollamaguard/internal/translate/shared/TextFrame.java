package io.github.ollamaguard.internal.translate.shared;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The frame of a piece of text, with a gap where the text goes: in a stream all of them are alike otherwise. Immutable.
 *
 * @param before data of the frame up to the text, in UTF-8
 * @param after data of the frame behind the text, in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record TextFrame(byte[] before, byte[] after) {
    /** A text that stands for any other; not empty, because an empty one makes no frame. */
    public static final String SAMPLE = "?";

    private static final String MEMBER = "\"content\":";
    private static final String FIND = MEMBER + "\"" + SAMPLE + "\"";

    /** Returns the frame with a gap that was made for the sample, or null when it has no event of its own to be alike. */
    public static @Nullable TextFrame of(Frame sample) {
        String data = sample.data();
        int at = data.indexOf(FIND);
        if (at < 0 || sample.event() != null) {
            return null;
        }
        return new TextFrame(
                data.substring(0, at + MEMBER.length()).getBytes(StandardCharsets.UTF_8),
                data.substring(at + FIND.length()).getBytes(StandardCharsets.UTF_8));
    }
}
