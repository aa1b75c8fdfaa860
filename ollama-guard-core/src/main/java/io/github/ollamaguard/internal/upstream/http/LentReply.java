package io.github.ollamaguard.internal.upstream.http;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An answer that an event loop reads and passes on, while the request's own thread waits. Used by the loop's thread, and
 * before and afterwards by the request's.
 */
final class LentReply implements Lease.Reader {
    private final Connection connection;
    private final ReplyParser parser;
    private final Reply reply;
    private final long idleNanos;
    private @Nullable Throwable failure;
    private @Nullable IOException broken;
    private boolean unasked;
    private boolean wanted = true;

    LentReply(Connection connection, Reply reply, long idleNanos) {
        this.connection = connection;
        this.parser = connection.parser();
        this.reply = reply;
        this.idleNanos = idleNanos;
    }

    @Override
    public boolean readable(byte[] buffer) {
        try {
            return pass(buffer);
        } catch (Throwable e) {
            failure = e;
            return false;
        }
    }

    private boolean pass(byte[] buffer) throws ApiException, IOException {
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
            wanted = reply.bytes(buffer, 0, count);
        }
        connection.limit().begin(idleNanos);
        return wanted && !parser.isComplete() && !parser.isWrong();
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

    /** Returns whether more bytes are wanted. */
    boolean isWanted() {
        return wanted;
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
    void requireSuccess() throws ApiException, IOException {
        Throwable reason = failure;
        if (reason instanceof ApiException e) {
            throw e;
        } else if (reason instanceof IOException e) {
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
