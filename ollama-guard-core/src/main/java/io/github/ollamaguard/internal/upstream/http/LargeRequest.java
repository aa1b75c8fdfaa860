package io.github.ollamaguard.internal.upstream.http;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A request that may not fit into the send buffer, so that writing it could block for ever: this stops when Ollama
 * takes nothing for too long, or answers before it has read everything. Not thread-safe.
 */
final class LargeRequest implements Closeable {
    /** Heap buffers are copied whole into native memory for each write. */
    private static final int PART = 64 * 1024;

    private final List<ByteBuffer> buffers;
    private final Selector selector = Selector.open();

    LargeRequest(byte[] head, byte[] body) throws IOException {
        this.buffers = List.of(ByteBuffer.wrap(head), ByteBuffer.wrap(body));
    }

    /**
     * Writes as much as Ollama wants.
     *
     * @return false when an answer has come before everything was written
     * @throws ApiException when Ollama takes nothing for too long
     */
    boolean write(SocketChannel channel, long idleNanos) throws IOException, ApiException {
        channel.configureBlocking(false);
        try {
            return writeAll(channel, idleNanos);
        } finally {
            close();
            if (channel.isOpen()) {
                channel.configureBlocking(true);
            }
        }
    }

    /** Notices that the channel has been closed, which a selector does not tell by itself; for any thread. */
    void wake() {
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }

    private boolean writeAll(SocketChannel channel, long idleNanos) throws IOException, ApiException {
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        for (ByteBuffer buffer : buffers) {
            while (buffer.hasRemaining()) {
                int ready = selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(idleNanos)));
                selector.selectedKeys().clear();
                if (Thread.currentThread().isInterrupted() || !key.isValid()) {
                    throw new ClosedChannelException();
                }
                if (ready == 0) {
                    throw new ApiException(ApiError.upstreamTimeout());
                }
                if (key.isReadable()) {
                    return false;
                }
                writePart(channel, buffer);
            }
        }
        return true;
    }

    private static void writePart(SocketChannel channel, ByteBuffer buffer) throws IOException {
        int count = channel.write(buffer.slice(buffer.position(), Math.min(PART, buffer.remaining())));
        buffer.position(buffer.position() + count);
    }
}
