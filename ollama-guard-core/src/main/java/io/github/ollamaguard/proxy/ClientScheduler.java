package io.github.ollamaguard.proxy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The timer of the HTTP client, whose one thread has ended when it is stopped. Jetty's own only asks it to end, and
 * Tomcat takes a thread that has not done so yet for a leak of the web application. Thread-safe.
 */
final class ClientScheduler extends ScheduledExecutorScheduler {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private volatile @Nullable Thread thread;

    ClientScheduler() {
        super("ollama-guard-scheduler", true);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        schedule(() -> thread = Thread.currentThread(), 0, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        Thread ending = thread;
        if (ending != null) {
            ending.join(PATIENCE.toMillis());
        }
    }
}
