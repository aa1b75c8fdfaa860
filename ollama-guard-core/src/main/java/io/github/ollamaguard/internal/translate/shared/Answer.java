package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonElement;
import io.github.ollamaguard.error.ApiException;
import java.util.List;

/** The way back: from native replies to the answer that the client gets. Not thread-safe. */
public interface Answer {
    /** Returns the answer for complete replies, one per call. */
    JsonElement response(List<NativeReply> replies) throws ApiException;

    /**
     * Returns the frames for streamed replies; only endpoints that stream have any.
     *
     * @param calls how many native calls there are
     */
    default FrameSequence frames(int calls) {
        throw new IllegalStateException("this endpoint does not stream");
    }
}
