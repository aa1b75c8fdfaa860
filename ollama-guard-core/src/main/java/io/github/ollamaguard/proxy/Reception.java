package io.github.ollamaguard.proxy;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.upstream.UpstreamCall;
import io.github.ollamaguard.upstream.UpstreamHead;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived of one upstream answer: the HTTP client's threads put it down and never block, the request thread
 * picks it up. When more waits than {@link #ENOUGH}, the client is asked for no more until the reader has caught up,
 * and TCP holds Ollama back. Bytes are copied, because a retained chunk of a few bytes pins a network buffer of 16 KiB.
 * Thread-safe, for one reader.
 */
final class Reception {
    /** Bytes that may wait for a reader before upstream is held back. */
    static final int ENOUGH = 128 * 1024;

    // No monitors: on Java 21 a virtual thread that waits on one would occupy its carrier.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ByteFifo bytes = new ByteFifo();
    private final SilenceLimit silence;

    private boolean ended;
    private boolean closed;
    private @Nullable UpstreamHead head;
    private @Nullable ApiError failure;
    private Content.@Nullable Source heldBack;

    Reception(SilenceLimit silence) {
        this.silence = silence;
    }

    /** There is a connection, and the request is about to be sent. */
    void connected() {
        locked(() -> {
            silence.connected();
            changed.signal();
        });
    }

    /** Status and headers have come. The reader is woken by the first {@link #content}, which follows at once. */
    void arrived(Response response) {
        try {
            UpstreamHead checked = ResponseHead.of(response);
            locked(() -> {
                head = checked;
                silence.sign();
            });
        } catch (ApiException invalid) {
            failed(invalid.error());
        }
    }

    /** Takes all content that is there and wakes the reader once for all of it; after the last, {@link #ended} does. */
    void content(Content.Source source) {
        boolean last = false;
        while (!last && wants(source)) {
            Content.Chunk chunk = source.read();
            if (chunk == null) {
                locked(changed::signal);
                source.demand(() -> content(source));
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                failed(ApiError.upstreamBroken());
                return;
            }
            last = chunk.isLast();
            locked(() -> {
                bytes.put(chunk.getByteBuffer());
                silence.sign();
            });
            chunk.release();
        }
    }

    /** The answer is complete. */
    void ended() {
        locked(() -> {
            ended = true;
            changed.signal();
        });
    }

    /** There will be no more; what has arrived can still be read. After the head, the error is a broken answer. */
    void failed(ApiError beforeHead) {
        locked(() -> {
            if (failure == null && !ended) {
                failure = head == null ? beforeHead : ApiError.upstreamBroken();
                changed.signal();
            }
        });
    }

    /** See {@link UpstreamCall#head}. */
    @Nullable
    UpstreamHead head(Duration patience) throws ApiException {
        lock.lock();
        try {
            await(() -> head != null || failure != null, patience);
            if (failure != null && bytes.size() == 0) {
                throw new ApiException(failure);
            }
            return head;
        } finally {
            lock.unlock();
        }
    }

    /** See {@link UpstreamCall#read}. */
    int read(byte[] into, Duration patience) throws ApiException {
        Content.Source resumed;
        int count;
        lock.lock();
        try {
            await(() -> bytes.size() > 0 || ended || failure != null, patience);
            count = bytes.take(into);
            if (count == 0) {
                return nothing();
            }
            resumed = caughtUp();
        } finally {
            lock.unlock();
        }
        if (resumed != null) {
            resumed.demand(() -> content(resumed));
        }
        return count;
    }

    /** Drops what has not been read; nothing more is taken. */
    void close() {
        locked(() -> {
            closed = true;
            bytes.clear();
        });
    }

    private boolean wants(Content.Source source) {
        lock.lock();
        try {
            if (closed || failure != null) {
                return false;
            }
            if (bytes.size() < ENOUGH) {
                return true;
            }
            heldBack = source;
            changed.signal();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private int nothing() throws ApiException {
        if (failure != null) {
            throw new ApiException(failure);
        }
        return ended ? -1 : 0;
    }

    private Content.@Nullable Source caughtUp() {
        if (heldBack == null || bytes.size() >= ENOUGH / 2) {
            return null;
        }
        Content.Source source = heldBack;
        heldBack = null;
        silence.sign();
        return source;
    }

    private void await(BooleanSupplier arrived, Duration patience) throws ApiException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!arrived.getAsBoolean()) {
            long patient = deadline - System.nanoTime();
            long nanos = Math.min(patient, silence.left());
            if (nanos <= 0) {
                return;
            }
            try {
                changed.awaitNanos(nanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ApiException(ApiError.upstreamBroken());
            }
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
