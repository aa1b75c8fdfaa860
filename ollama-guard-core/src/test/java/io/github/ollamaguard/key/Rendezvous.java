package io.github.ollamaguard.key;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A point where one thread stops until another one has seen it there and lets it go. */
final class Rendezvous {
    private static final int PATIENCE_SECONDS = 10;

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    void meet() {
        arrived.countDown();
        await(released);
    }

    void awaitArrival() {
        await(arrived);
    }

    void release() {
        released.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
