package io.github.ollamaguard.internal.upstream.http;

import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The time in which an event loop serves a connection, while the connection's own thread waits. Thread-safe. */
final class Lease {
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

    /** A thread that the loop has given up may still be in the reader when the loop ends the turn. */
    private final ReentrantLock reading = new ReentrantLock();

    private final ReentrantLock serverChange = new ReentrantLock();
    private @Nullable Thread server; // Guarded by serverChange.
    private volatile boolean over;

    /** A turn of a channel that does not block, and whose own thread is the current one. */
    Lease(EventLoop loop, SocketChannel channel, Reader reader) {
        this.loop = loop;
        this.channel = channel;
        this.reader = reader;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Lets the reader take what has arrived; returns false when the turn should end. */
    boolean readable(byte[] buffer) {
        if (!reading.tryLock()) {
            return false;
        }
        try {
            if (over) {
                return false;
            }
            serveBy(Thread.currentThread());
            return reader.readable(buffer);
        } finally {
            serveBy(null);
            reading.unlock();
        }
    }

    /** An interrupt is meant for one reader only, and must not outlast it. */
    private void serveBy(@Nullable Thread next) {
        serverChange.lock();
        try {
            server = next;
            if (next == null) {
                boolean unused = Thread.interrupted();
            }
        } finally {
            serverChange.unlock();
        }
    }

    /** Waits until the turn is over and nobody is in the reader; an interrupt ends the turn early. */
    void await() {
        boolean interrupted = false;
        loop.begin(this);
        while (!over) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                interrupted = true;
                loop.cancel(this);
                interruptServer();
            }
        }
        while (!isRead()) {
            interrupted = true;
            interruptServer();
        }
        if (interrupted) {
            owner.interrupt();
        }
    }

    /** Waits until nobody is in the reader, which also shows what it has done; returns false when interrupted. */
    private boolean isRead() {
        try {
            reading.lockInterruptibly();
            reading.unlock();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void interruptServer() {
        serverChange.lock();
        try {
            if (server != null) {
                server.interrupt();
            }
        } finally {
            serverChange.unlock();
        }
    }

    /** Asks for an early end. */
    void cancel() {
        loop.cancel(this);
    }

    /** The loop has let go of the channel. */
    void end() {
        over = true;
        LockSupport.unpark(owner);
    }
}
