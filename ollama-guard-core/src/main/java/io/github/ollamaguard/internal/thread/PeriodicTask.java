package io.github.ollamaguard.internal.thread;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A periodic task on a daemon thread of its own, which has ended when it is closed: Tomcat takes one that has
 * not done so yet for a leak of the web application. Thread-safe.
 */
public final class PeriodicTask implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BooleanSupplier task;
    private final long periodNanos;
    private final Thread thread;
    private volatile boolean closed;

    private PeriodicTask(BooleanSupplier task, Duration period) {
        this.task = task;
        this.periodNanos = period.toNanos();
        this.thread = new Thread(this::run, "ollama-guard-watch");
        thread.setDaemon(true);
    }

    /** Runs a task until it is closed. */
    public static PeriodicTask start(Runnable task, Duration period) {
        BooleanSupplier always = () -> {
            task.run();
            return true;
        };
        return start(always, period);
    }

    /** Runs a task until it is closed; after it has returned false, only when it is woken. */
    public static PeriodicTask start(BooleanSupplier task, Duration period) {
        PeriodicTask started = new PeriodicTask(task, period);
        started.thread.start();
        return started;
    }

    /** Lets the task run again that has returned false. */
    public void wake() {
        LockSupport.unpark(thread);
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

    /** Whatever fails once is tried again after the next period. */
    private boolean runOnce() {
        try {
            return task.getAsBoolean();
        } catch (RuntimeException | Error e) {
            LOG.error("A look at the waiting requests failed", e);
            return true;
        }
    }

    private void run() {
        boolean again = true;
        while (!closed) {
            if (again) {
                LockSupport.parkNanos(periodNanos);
            } else {
                LockSupport.park(this);
            }
            again = runOnce();
        }
    }
}
