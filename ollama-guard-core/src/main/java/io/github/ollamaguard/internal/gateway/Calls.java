package io.github.ollamaguard.internal.gateway;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.thread.VirtualThreads;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.Reply;
import io.github.ollamaguard.internal.upstream.Upstream;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native calls of one answer, and its lock: whoever writes to the client holds it, be it the request's own thread,
 * that of another call, or a heartbeat. All of them are done when {@link #run} returns, so that the container never
 * sees a response in other hands than those it gave it to. Thread-safe.
 */
final class Calls implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final Upstream upstream;
    private final ClientAnswer answer;
    private final Requests requests;
    private final int count;
    private final AtomicInteger next = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable Runnable[] aborts; // Guarded by lock, as are the next two.
    private boolean stopped;
    private @Nullable Throwable failure;
    private Heartbeats.@Nullable Heartbeat heartbeat;

    /** Makes the request of each call, when its turn has come. */
    @FunctionalInterface
    interface Requests {
        /** Returns the request of a call. */
        NativeRequest of(int call);
    }

    Calls(Upstream upstream, ClientAnswer answer, Requests requests, int count) {
        this.upstream = upstream;
        this.answer = answer;
        this.requests = requests;
        this.count = count;
        this.aborts = new Runnable[count];
    }

    /** Shows the client signs of life while it waits, if it can see any. */
    void keepAlive(Heartbeats heartbeats) {
        if (answer.hasKeepAlive()) {
            heartbeat = heartbeats.start(this::beat);
        }
    }

    /**
     * Makes all calls, and the answer of their replies.
     *
     * @param atATime how many calls run at the same time, the first of them on the current thread
     * @return why the answer is not complete, or null
     * @throws IOException when the client has gone
     */
    @Nullable
    ApiError run(int atATime) throws IOException {
        List<Thread> helpers = new ArrayList<>();
        try {
            for (int i = 1; i < Math.min(atATime, count); i++) {
                helpers.add(VirtualThreads.start(this::callAll));
            }
            callAll();
        } catch (Throwable e) {
            // Such as no memory for another thread.
            stop(e);
        }
        helpers.forEach(this::await);
        return failure();
    }

    private void callAll() {
        for (int call = next.getAndIncrement(); call < count && !isStopped(); call = next.getAndIncrement()) {
            try {
                upstream.call(requests.of(call), new CallReply(call));
                end(call);
            } catch (Throwable e) {
                stop(e);
            }
        }
    }

    private void end(int call) throws ApiException, IOException {
        lock.lock();
        try {
            if (!stopped && !answer.isOver()) {
                answer.end(call);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** The first reason counts; what the other calls say when they are aborted for it does not. */
    private void stop(Throwable reason) {
        lock.lock();
        try {
            if (!stopped) {
                stopped = true;
                failure = reason;
                for (@Nullable Runnable abort : aborts) {
                    if (abort != null) {
                        abort.run();
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** An interrupt says that nobody is interested any more; it still has to be waited. */
    private void await(Thread helper) {
        boolean interrupted = false;
        while (helper.isAlive()) {
            try {
                helper.join();
            } catch (InterruptedException e) {
                interrupted = true;
                stop(new ApiException(ApiError.upstreamBroken()));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable ApiError failure() throws IOException {
        close();
        Throwable reason = failure;
        if (reason == null) {
            return null;
        } else if (reason instanceof ApiException refusal) {
            return refusal.error();
        } else if (reason instanceof IOException gone) {
            throw gone;
        } else if (reason instanceof Error error) {
            throw error;
        }
        LOG.error("A reply of Ollama could not be translated", new RedactedException((RuntimeException) reason));
        return ApiError.internal();
    }

    /** Nobody else writes from now on. */
    @Override
    public void close() {
        if (heartbeat != null) {
            heartbeat.close();
        }
        lock.lock();
        try {
            stopped = true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a sign of life, unless somebody writes just now. */
    private void beat() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (!stopped && !answer.isOver()) {
                answer.keepAlive();
            }
        } catch (IOException | RuntimeException e) {
            stop(e instanceof IOException ? e : new IOException("The client takes no more", e));
        } finally {
            lock.unlock();
        }
    }

    /** The reply to one call, on its way into the answer. */
    private final class CallReply implements Reply {
        private final int call;

        CallReply(int call) {
            this.call = call;
        }

        @Override
        public void begun(Runnable abort) {
            lock.lock();
            try {
                aborts[call] = abort;
                if (stopped) {
                    abort.run();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void head(UpstreamHead head) throws ApiException, IOException {
            lock.lock();
            try {
                answer.head(call, head);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean bytes(byte[] bytes, int offset, int length) throws ApiException, IOException {
            lock.lock();
            try {
                if (stopped || answer.isOver()) {
                    return false;
                }
                answer.bytes(call, bytes, offset, length);
                if (heartbeat != null) {
                    heartbeat.postpone();
                }
                return true;
            } finally {
                lock.unlock();
            }
        }
    }
}
