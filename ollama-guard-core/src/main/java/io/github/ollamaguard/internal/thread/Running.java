package io.github.ollamaguard.internal.thread;

import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Counts the requests in flight. Exists because a container unloads the classes of an application right after its
 * filters and servlets are destroyed, and requests that were cut still have to tell their clients. Thread-safe.
 */
public final class Running {
    private final Phaser requests = new Phaser(1);

    /** Counts a request, until it leaves. */
    public void enter() {
        requests.register();
    }

    /** Counts a request no more. */
    public void leave() {
        requests.arriveAndDeregister();
    }

    /** Waits until all requests have left, at most for a while. */
    public void awaitEnd(Duration longest) {
        int phase = requests.arriveAndDeregister();
        try {
            requests.awaitAdvanceInterruptibly(phase, longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // The rest learns what happened from its closed connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
