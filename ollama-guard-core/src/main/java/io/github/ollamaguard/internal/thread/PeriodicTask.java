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

    private final BooleanSupplier look;
    private final long periodNanos;
    private final Thread thread;
    private volatile boolean closed;

    private PeriodicTask(BooleanSupplier look, Duration period) {
        this.look = look;
        this.periodNanos = period.toNanos();
        this.thread = new Thread(this::run, "ollama-guard-watch");
        thread.setDaemon(true);
    }

    /** Starts to look for ever. */
    public static PeriodicTask start(Runnable look, Duration period) {
        return start(
                () -> {
                    look.run();
                    return true;
                },
                period);
    }

    /** Starts to look; after a look that returns false only when it is woken. */
    public static PeriodicTask start(BooleanSupplier look, Duration period) {
        PeriodicTask watch = new PeriodicTask(look, period);
        watch.thread.start();
        return watch;
    }

    /** There is something to look at again. */
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

    /** Whatever fails once is tried again at the next look. */
    private boolean look() {
        try {
            return look.getAsBoolean();
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
            again = look();
        }
    }
}
