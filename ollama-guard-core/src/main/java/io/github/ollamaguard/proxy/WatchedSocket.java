package io.github.ollamaguard.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection to Ollama that knows whether anything of the current request may have left it. The HTTP client's own
 * events do not tell: they are skipped when a failure overtakes them. Thread-safe.
 */
final class WatchedSocket extends SocketChannelEndPoint {
    private volatile boolean touched;

    WatchedSocket(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    /** A new request begins. */
    void begin() {
        touched = false;
    }

    /** Returns false when certainly no byte has been written since {@link #begin}. */
    boolean touched() {
        return touched;
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        boolean before = touched;
        long remaining = BufferUtil.remaining(buffers);
        touched = true;
        try {
            return super.flush(buffers);
        } catch (IOException broken) {
            touched = before || BufferUtil.remaining(buffers) < remaining;
            throw broken;
        }
    }
}
