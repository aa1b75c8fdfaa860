package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonObject;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One choice of a streamed answer, fed by the lines of one native call. Not thread-safe. */
interface ChoiceStream {
    /** Takes a line and gives out the choices of the chunks that it becomes, none for an empty line. */
    void line(NativeReply line, Consumer<JsonObject> chunk);

    /** Returns the choice of the chunk that a line with only this text becomes, or null when that is not always so. */
    default @Nullable JsonObject text(String text) {
        return null;
    }

    /**
     * Gives out the choice of the finish chunk.
     *
     * @param doneReason the native reason
     */
    void finish(String doneReason, Consumer<JsonObject> chunk);

    /** Returns whether any chunk has been given out. */
    boolean hasBegun();
}
