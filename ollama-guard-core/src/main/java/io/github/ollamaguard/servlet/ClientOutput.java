package io.github.ollamaguard.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way of bytes to the client: what is sent is flushed. A servlet behind the filter may write without blocking
 * ({@link WriteListener}); what cannot be sent then waits here, at most what one of its writes became. Thread-safe as
 * far as such a servlet needs it.
 */
final class ClientOutput {
    /** Not a monitor, which would hold the carrier of a virtual thread that waits for a slow client (before Java 24). */
    private final ReentrantLock lock = new ReentrantLock();

    private final HttpServletResponse client;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean nonBlocking;
    private boolean unflushed;
    private @Nullable Runnable afterwards;

    ClientOutput(HttpServletResponse client) {
        this.client = client;
    }

    /** Sends bytes and empties the buffer that held them. */
    void send(ByteArrayOutputStream bytes) throws IOException {
        lock.lock();
        try {
            if (nonBlocking) {
                bytes.writeTo(waiting);
                drain();
            } else {
                write(bytes);
            }
        } finally {
            lock.unlock();
        }
        bytes.reset();
    }

    private void write(ByteArrayOutputStream bytes) throws IOException {
        ServletOutputStream out = client.getOutputStream();
        boolean first = !client.isCommitted();
        bytes.writeTo(out);
        out.flush();
        if (first) {
            out.flush(); // Open Liberty ignores the first one.
        }
    }

    /** Returns whether a servlet that writes without blocking may write now. */
    boolean isReady() throws IOException {
        lock.lock();
        try {
            return nonBlocking ? drain() : client.getOutputStream().isReady();
        } finally {
            lock.unlock();
        }
    }

    /** Runs an action as soon as nothing waits any more. */
    void whenDrained(Runnable action) throws IOException {
        lock.lock();
        try {
            if (nonBlocking && !drain()) {
                afterwards = action;
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    /** Goes over to writing without blocking. */
    void listen(WriteListener listener) throws IOException {
        lock.lock();
        try {
            nonBlocking = true;
            client.getOutputStream().setWriteListener(new Drain(listener));
        } finally {
            lock.unlock();
        }
    }

    /** Sends what waits, before the servlet may write more. */
    private final class Drain implements WriteListener {
        private final WriteListener listener;

        Drain(WriteListener listener) {
            this.listener = listener;
        }

        @Override
        public void onWritePossible() throws IOException {
            writePossible(listener);
        }

        @Override
        public void onError(Throwable e) {
            Runnable action = takeAfterwards();
            if (action == null) {
                listener.onError(e);
            } else {
                action.run();
            }
        }
    }

    private void writePossible(WriteListener listener) throws IOException {
        Runnable action;
        lock.lock();
        try {
            if (!drain()) {
                return;
            }
            action = takeAfterwards();
        } finally {
            lock.unlock();
        }
        if (action == null) {
            listener.onWritePossible();
        } else {
            action.run();
        }
    }

    private @Nullable Runnable takeAfterwards() {
        lock.lock();
        try {
            Runnable action = afterwards;
            afterwards = null;
            return action;
        } finally {
            lock.unlock();
        }
    }

    /** Each step needs a new permission of the container, also the flush. */
    private boolean drain() throws IOException {
        ServletOutputStream out = client.getOutputStream();
        while (out.isReady()) {
            if (waiting.size() > 0) {
                byte[] bytes = waiting.toByteArray();
                waiting.reset();
                unflushed = true;
                out.write(bytes);
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                return true;
            }
        }
        return false;
    }
}
