package io.github.ollamaguard.websocket;

import io.github.ollamaguard.internal.thread.Running;
import io.github.ollamaguard.internal.thread.VirtualThreads;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All open WebSockets, and what they have in common. Thread-safe. */
final class Sockets {
    /** Time for the last words of answers that the end of the application cuts. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final long LAST_STEP_MILLIS = 100;

    private final Passage passage;
    private final SocketLimits limits;
    private final Set<Peer> peers = ConcurrentHashMap.newKeySet();
    private final Running running = new Running();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    Sockets(Passage passage, SocketLimits limits) {
        this.passage = passage;
        this.limits = limits;
    }

    /** Returns the way that messages take. */
    Passage passage() {
        return passage;
    }

    SocketLimits limits() {
        return limits;
    }

    /** Counts one that has been opened. */
    void opened(Peer peer) {
        peers.add(peer);
    }

    /** Counts one no more. */
    void closed(Peer peer) {
        peers.remove(peer);
    }

    /** Answers on a thread of its own. */
    void start(Runnable answers) {
        running.enter();
        Runnable counted = () -> {
            threads.add(Thread.currentThread());
            try {
                answers.run();
            } finally {
                threads.remove(Thread.currentThread());
                running.leave();
            }
        };
        try {
            VirtualThreads.start(counted);
        } catch (RuntimeException | Error e) {
            running.leave();
            throw e;
        }
    }

    /** Closes all, and waits until nobody is being answered any more. */
    void close() {
        List<Thread> answering = List.copyOf(threads);
        // No method reference: it would load the class, also where there are no WebSockets.
        for (Peer peer : peers) {
            peer.dismiss();
        }
        running.awaitEnd(LAST_WORDS);
        answering.forEach(Sockets::awaitLastStep);
    }

    /** A container takes a thread for a leak that has said that it is done, and is not gone yet. */
    private static void awaitLastStep(Thread thread) {
        try {
            thread.join(LAST_STEP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
