package io.github.ollamaguard.internal.stream;

import io.github.ollamaguard.internal.translate.shared.FrameSequence.Frame;
import io.github.ollamaguard.internal.translate.shared.FrameSequence.TextFrame;

/** Collects the frames of a stream, in whatever form the client's transport has for them. Not thread-safe. */
public interface FrameSink {
    /** Takes a frame. */
    void frame(Frame frame);

    /**
     * Takes a frame of text, so that it need not be put together first.
     *
     * @param frame what stands round the text
     * @param json the text as a JSON string, from {@code offset} on
     */
    void text(TextFrame frame, byte[] json, int offset, int length);
}
