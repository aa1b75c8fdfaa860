package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The frames of one streamed answer, fed by the native lines of its calls. Not thread-safe. */
public interface FrameSequence {
    /**
     * One piece of a streamed answer: a server-sent event, or a message of a WebSocket.
     *
     * @param event the event's name, or null where OpenAI sends none
     * @param data one line of JSON, or {@code [DONE]}
     */
    record Frame(@Nullable String event, String data) {
        /** The end of a chat or completion stream. */
        public static final Frame DONE = new Frame(null, "[DONE]");
    }

    /**
     * The frame of a piece of text, with a gap where the text goes: in a stream all are alike otherwise. Immutable.
     *
     * @param before data of the frame up to the text, in UTF-8
     * @param after data of the frame behind the text, in UTF-8
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record TextFrame(byte[] before, byte[] after) {
        /** A text that stands for any other; not empty, because an empty one makes no frame. */
        public static final String SAMPLE = "?";

        private static final String MEMBER = "\"content\":";
        private static final String FIND = MEMBER + "\"" + SAMPLE + "\"";

        /** Returns the frame of the sample with a gap, or null when it has no text, or an event of its own. */
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

    /**
     * Takes one native line. None comes behind the last one of its call, which is done.
     *
     * @param call index of the native call it came from
     * @throws ApiException when the line is an error
     */
    void line(int call, JsonObject line, Consumer<Frame> out) throws ApiException;

    /**
     * Returns what every further line of text becomes, as long as nothing but lines of text comes from this call, or
     * null when lines of text have to be taken as {@link #line} as well.
     *
     * @param call index of the native call
     */
    default @Nullable TextFrame textFrame(int call) {
        return null;
    }

    /**
     * Takes the clean end of a native reply.
     *
     * @throws ApiException when the reply was empty
     */
    void end(int call, Consumer<Frame> out) throws ApiException;

    /** Returns whether the last frame has been given out; what else comes is ignored. */
    boolean isComplete();

    /** Returns the frame that tells a client that the stream is broken. */
    Frame failure(ApiError error);
}
