package io.github.ollamaguard.proxy;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.upstream.Downstream;
import io.github.ollamaguard.upstream.UpstreamHead;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Signs of life for one waiting client: a first one after a longer silence of Ollama, then at regular times. It is also
 * the only way to notice that the client has gone.
 *
 * <p>The response belongs to the request's own thread, which lends it to the beat only while it waits for Ollama: two
 * threads never use it at the same time. That thread could wait with a time limit and beat itself, but each such wait
 * costs a timer, which on JDK 25 is two fifths of the CPU time of a chunk. Thread-safe.
 */
final class Heartbeat implements Closeable {
    private final Heartbeats all;
    private final SocketCall call;
    private final @Nullable Downstream downstream;
    private final ReentrantLock response = new ReentrantLock();
    private volatile long due;
    private @Nullable IOException gone; // Guarded by response.
    private boolean ended; // Guarded by response.

    /** Waits for something of Ollama. */
    @FunctionalInterface
    private interface Wait<T> {
        T end() throws ApiException, IOException;
    }

    /** Where bytes of the answer go. */
    @FunctionalInterface
    interface Sink {
        /** Takes bytes. */
        void take(byte[] bytes, int count) throws IOException;
    }

    /** The response in the hands of the event loop, for one chunk at a time. */
    private final class Loan implements LentAnswer.StandIn {
        private final Sink sink;

        Loan(Sink sink) {
            this.sink = sink;
        }

        @Override
        public boolean tryBegin() {
            return response.tryLock();
        }

        @Override
        public void take(byte[] bytes, int count) throws IOException {
            requireClient();
            sink.take(bytes, count);
            due = all.firstDue();
        }

        @Override
        public void end() {
            response.unlock();
        }
    }

    /** Starts on the request's own thread, which is the one to close it. */
    Heartbeat(Heartbeats all, SocketCall call, @Nullable Downstream downstream) {
        this.all = all;
        this.call = call;
        this.downstream = downstream;
        this.due = all.firstDue();
        response.lock();
    }

    /**
     * Waits for the head of the answer.
     *
     * @throws IOException when the client has gone
     */
    UpstreamHead head() throws ApiException, IOException {
        return during(call::head);
    }

    /**
     * Waits for bytes of the answer.
     *
     * @throws IOException when the client has gone
     */
    int read(byte[] into) throws ApiException, IOException {
        return during(() -> call.read(into));
    }

    /**
     * Waits for bytes of the answer that the event loop does not pass on itself.
     *
     * @param sink takes what the loop passes on
     * @throws IOException when the client has gone
     */
    int read(byte[] into, Sink sink) throws ApiException, IOException {
        return during(() -> call.read(into, new Loan(sink)));
    }

    private <T> T during(Wait<T> wait) throws ApiException, IOException {
        due = all.firstDue();
        response.unlock();
        try {
            return wait.end();
        } finally {
            response.lock();
            requireClient();
        }
    }

    private void requireClient() throws IOException {
        if (gone != null) {
            throw gone;
        }
    }

    /** Returns whether the client should see a sign of life; the next one is then due later. */
    boolean isDue(long nanoTime) {
        if (nanoTime - due < 0) {
            return false;
        }
        due = all.nextDue();
        return true;
    }

    /** Gives a sign of life, unless the request's own thread does not wait any more. */
    void beat() {
        if (downstream == null || !response.tryLock()) {
            return;
        }
        try {
            if (!ended) {
                downstream.idle();
            }
        } catch (IOException e) {
            abort(e);
        } catch (RuntimeException e) {
            abort(new IOException("The client takes no more", e));
        } finally {
            response.unlock();
        }
    }

    private void abort(IOException failure) {
        gone = failure;
        call.abort();
    }

    /** Ends it; the response then is the caller's alone. */
    @Override
    public void close() {
        all.remove(this);
        ended = true;
        response.unlock();
    }
}
