package io.github.ollamaguard.internal.upstream.http;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What others want done on an event loop's thread, until the loop has ended. Thread-safe. */
final class TaskQueue {
    private final Runnable wakeup;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> tasks = new ArrayDeque<>(); // Guarded by lock, as is the next one.
    private boolean closed;

    /** An empty queue that calls {@code wakeup} for what is new, and never after it is closed. */
    TaskQueue(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    /** Adds a task; returns false when it will never be done. */
    boolean add(Runnable task) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            tasks.add(task);
            wakeup.run();
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return tasks.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Does what is to be done; for the loop's thread. */
    void run() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            return tasks.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more tasks; returns those that have not been done. */
    List<Runnable> close() {
        lock.lock();
        try {
            closed = true;
            return List.copyOf(tasks);
        } finally {
            lock.unlock();
        }
    }
}
