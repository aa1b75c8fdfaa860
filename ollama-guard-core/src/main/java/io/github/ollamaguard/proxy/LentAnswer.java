package io.github.ollamaguard.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An answer that an event loop reads and passes on, while the request's own thread waits. Used by the loop's thread, and
 * before and afterwards by the request's.
 */
final class LentAnswer implements Turn.Reader {
    /** Takes the place of the request's own thread. */
    interface StandIn {
        /** Takes the response, if it is free; if not, the request's own thread has to wait for it. */
        boolean tryBegin();

        /**
         * Takes bytes of the answer.
         *
         * @throws IOException when the client has gone, or wants no more
         */
        void take(byte[] bytes, int count) throws IOException;

        /** Gives the response back. */
        void end();
    }

    private final UpstreamConnection connection;
    private final ReplyParser parser;
    private final StandIn standIn;
    private final long idleNanos;
    private @Nullable Throwable failure;
    private @Nullable IOException broken;
    private boolean unasked;

    LentAnswer(UpstreamConnection connection, StandIn standIn, long idleNanos) {
        this.connection = connection;
        this.parser = connection.parser();
        this.standIn = standIn;
        this.idleNanos = idleNanos;
    }

    @Override
    public boolean readable(byte[] buffer) {
        if (!standIn.tryBegin()) {
            return false;
        }
        try {
            return pass(buffer);
        } catch (Throwable e) {
            failure = e;
            return false;
        } finally {
            standIn.end();
        }
    }

    private boolean pass(byte[] buffer) throws IOException {
        int arrived = readNow(buffer);
        if (arrived <= 0) {
            return arrived == 0;
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, arrived);
        int count = parser.content(bytes, buffer);
        unasked = bytes.hasRemaining();
        if (count > 0) {
            // What the client does with its bytes is no silence of Ollama.
            connection.limit().end();
            standIn.take(buffer, count);
        }
        connection.limit().begin(idleNanos);
        return !parser.isComplete() && !parser.isWrong();
    }

    /** Returns -1 when there will be no more. */
    private int readNow(byte[] buffer) {
        try {
            int arrived = connection.readNow(buffer);
            if (arrived < 0) {
                parser.end();
            }
            return arrived;
        } catch (IOException e) {
            broken = e;
            return -1;
        }
    }

    /** Returns why nothing more can be read, or null. */
    @Nullable
    IOException broken() {
        return broken;
    }

    /** Returns whether something has come behind the answer. */
    boolean hasUnasked() {
        return unasked;
    }

    /**
     * Fails as the stand-in did.
     *
     * @throws IOException when the client has gone, or wants no more
     */
    void requireSuccess() throws IOException {
        Throwable reason = failure;
        if (reason instanceof IOException e) {
            throw e;
        } else if (reason instanceof RuntimeException e) {
            throw e;
        } else if (reason instanceof Error e) {
            throw e;
        } else if (reason != null) {
            throw new IOException(reason);
        }
    }
}
