package io.github.ollamaguard.internal.thread;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A periodic task on a daemon thread of its own, which has ended when it is closed: Tomcat takes one that has
 * not done so yet for a leak of the web application. Thread-safe.
 */
public final class PeriodicTask implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Runnable task;
    private final long periodNanos;
    private final Thread thread;
    private volatile boolean closed;

    private PeriodicTask(Runnable task, Duration period) {
        this.task = task;
        this.periodNanos = period.toNanos();
        this.thread = new Thread(this::run, "ollama-guard-watch");
        thread.setDaemon(true);
    }

    /** Starts a task, for the first time after one period. */
    public static PeriodicTask start(Runnable task, Duration period) {
        PeriodicTask started = new PeriodicTask(task, period);
        started.thread.start();
        return started;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever fails once is tried again at the next time. */
    private void run() {
        while (!closed) {
            LockSupport.parkNanos(periodNanos);
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("A periodic task failed", e);
            }
        }
    }
}
