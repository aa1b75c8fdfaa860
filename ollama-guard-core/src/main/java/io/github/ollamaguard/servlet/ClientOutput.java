package io.github.ollamaguard.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The way of bytes to the client: what is sent is flushed. A servlet behind the filter may write without blocking
 * ({@link WriteListener}); what cannot be sent then waits here, at most what one of its writes became. Thread-safe as
 * far as such a servlet needs it.
 */
final class ClientOutput {
    private final HttpServletResponse client;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean nonBlocking;
    private boolean unflushed;
    private @Nullable Runnable afterwards;

    ClientOutput(HttpServletResponse client) {
        this.client = client;
    }

    /** Sends bytes and empties the buffer that held them. */
    synchronized void send(ByteArrayOutputStream bytes) throws IOException {
        if (nonBlocking) {
            bytes.writeTo(waiting);
            drain();
        } else {
            ServletOutputStream out = client.getOutputStream();
            boolean first = !client.isCommitted();
            bytes.writeTo(out);
            out.flush();
            if (first) {
                out.flush(); // Open Liberty ignores the first one.
            }
        }
        bytes.reset();
    }

    /** Returns whether a servlet that writes without blocking may write now. */
    synchronized boolean isReady() throws IOException {
        return nonBlocking ? drain() : client.getOutputStream().isReady();
    }

    /** Runs an action as soon as nothing waits any more. */
    void whenDrained(Runnable action) throws IOException {
        synchronized (this) {
            if (nonBlocking && !drain()) {
                afterwards = action;
                return;
            }
        }
        action.run();
    }

    /** Goes over to writing without blocking. */
    synchronized void listen(WriteListener listener) throws IOException {
        nonBlocking = true;
        client.getOutputStream().setWriteListener(new WriteListener() {
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
        });
    }

    private void writePossible(WriteListener listener) throws IOException {
        Runnable action;
        synchronized (this) {
            if (!drain()) {
                return;
            }
            action = takeAfterwards();
        }
        if (action == null) {
            listener.onWritePossible();
        } else {
            action.run();
        }
    }

    private synchronized @Nullable Runnable takeAfterwards() {
        Runnable action = afterwards;
        afterwards = null;
        return action;
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
