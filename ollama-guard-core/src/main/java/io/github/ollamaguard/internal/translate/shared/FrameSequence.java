package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The frames of one streamed answer, fed by the native lines of its calls. Not thread-safe. */
public interface FrameSequence {
    /**
     * Takes one native line.
     *
     * @param call index of the native call it came from
     * @throws ApiException when the line is an error
     */
    void line(int call, JsonObject line, Consumer<Frame> out) throws ApiException;

    /**
     * Returns what every further line of text becomes, as long as nothing but lines of text comes from this call, or null
     * when lines of text have to be taken as {@link #line} as well.
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
