package io.github.ollamaguard.proxy;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that is done again and again on a daemon thread, which has ended when it is closed: Tomcat takes one that has
 * not done so yet for a leak of the web application. Thread-safe.
 */
final class Watch implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Runnable look;
    private final long periodNanos;
    private final Thread thread;
    private volatile boolean closed;

    private Watch(Runnable look, Duration period) {
        this.look = look;
        this.periodNanos = period.toNanos();
        this.thread = new Thread(this::run, "ollama-guard-watch");
        thread.setDaemon(true);
    }

    static Watch start(Runnable look, Duration period) {
        Watch watch = new Watch(look, period);
        watch.thread.start();
        return watch;
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
    private void look() {
        try {
            look.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A look at the waiting requests failed", e);
        }
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(periodNanos);
            look();
        }
    }
}
