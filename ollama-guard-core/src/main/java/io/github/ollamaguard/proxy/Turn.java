package io.github.ollamaguard.proxy;

import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/** The time in which an event loop serves a connection, while the connection's own thread waits. Thread-safe. */
final class Turn {
    /** Takes what arrives. */
    @FunctionalInterface
    interface Reader {
        /**
         * Takes what has arrived, and does not wait for more. Called on the loop's thread.
         *
         * @param buffer for the time of the call
         * @return whether more may come; if not, the turn is over
         */
        boolean readable(byte[] buffer);
    }

    private final EventLoop loop;
    private final SocketChannel channel;
    private final Reader reader;
    private final Thread owner = Thread.currentThread();
    private volatile boolean over;

    /** A turn of a channel that does not block, and whose own thread is the current one. */
    Turn(EventLoop loop, SocketChannel channel, Reader reader) {
        this.loop = loop;
        this.channel = channel;
        this.reader = reader;
    }

    SocketChannel channel() {
        return channel;
    }

    boolean readable(byte[] buffer) {
        return reader.readable(buffer);
    }

    /** Waits until the turn is over; an interrupted thread waits no longer than the loop needs to notice. */
    void await() {
        boolean interrupted = false;
        loop.begin(this);
        while (!over) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                interrupted = true;
                loop.end(this);
            }
        }
        if (interrupted) {
            owner.interrupt();
        }
    }

    /** Asks for an early end. */
    void cancel() {
        loop.end(this);
    }

    /** The loop has let go of the channel. */
    void end() {
        over = true;
        LockSupport.unpark(owner);
    }
}
