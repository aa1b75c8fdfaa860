package io.github.ollamaguard.internal.upstream.http;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that serves many connections, each when something has arrived on it, while the threads of their requests
 * wait. A client that takes nothing can block it, as servlets write: the loop then gets a new thread, and that client's
 * request goes on with its own. Thread-safe.
 */
final class EventLoop implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final int BUFFER_SIZE = 16 * 1024;

    /** One look could see any event that has just begun. */
    private static final int LOOKS = 2;

    /** How long closing waits for the thread, which has nothing to wait for any more. */
    private static final long PATIENCE_MILLIS = 5_000;

    private final Selector selector = Selector.open();
    private final AtomicInteger stuckThreads;
    private final TaskQueue tasks = new TaskQueue(selector::wakeup);
    private final ReentrantLock replacing = new ReentrantLock();
    private volatile boolean closed;
    private volatile Runner runner = new Runner();
    private final List<Lease> ending = new ArrayList<>(); // The runner's.

    /** Creates a loop that counts its threads that are stuck. */
    EventLoop(AtomicInteger stuckThreads) throws IOException {
        this.stuckThreads = stuckThreads;
    }

    /** Begins to serve connections. */
    EventLoop start() {
        runner.thread.start();
        return this;
    }

    /** Serves a connection until its turn is over. */
    void begin(Lease turn) {
        execute(turn, () -> register(turn));
    }

    /** Ends a turn early; without effect when it is over. */
    void cancel(Lease turn) {
        execute(turn, () -> deregister(turn));
    }

    private void execute(Lease turn, Runnable task) {
        if (!tasks.add(task)) {
            turn.end();
        }
    }

    /** Gives the loop a new thread when its own one was with the same connection at some looks in a row. */
    void look() {
        replaceIfStuck(LOOKS);
    }

    private void replaceIfStuck(int looks) {
        replacing.lock();
        try {
            if (runner.progress.giveUpAfter(looks)) {
                Runner fresh = new Runner();
                fresh.thread.start();
                runner = fresh;
                stuckThreads.incrementAndGet();
            }
        } finally {
            replacing.unlock();
        }
    }

    /** Ends all turns and the thread. */
    @Override
    public void close() {
        closed = true;
        replaceIfStuck(1);
        tasks.add(() -> {}); // Wakes the thread.
        try {
            runner.thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void register(Lease turn) {
        try {
            turn.channel().register(selector, SelectionKey.OP_READ, turn);
        } catch (IOException | RuntimeException | Error e) {
            // Closed meanwhile, or out of memory: its own thread will see.
            ending.add(turn);
        }
    }

    private void deregister(Lease turn) {
        SelectionKey key = turn.channel().keyFor(selector);
        // The connection may have been lent again meanwhile.
        if (key != null && key.attachment() == turn) {
            key.cancel();
        }
        ending.add(turn);
    }

    /** The selector must have forgotten a channel before another one can have it, or it can be closed. */
    private void endTurns() throws IOException {
        if (!ending.isEmpty()) {
            selector.selectNow();
            ending.forEach(Lease::end);
            ending.clear();
        }
    }

    /** Whoever waits goes on with its own thread. */
    private void shutDown() {
        try {
            tasks.close().forEach(Runnable::run);
            selector.keys().forEach(key -> ending.add((Lease) key.attachment()));
            selector.close();
        } catch (IOException e) {
            LOG.warn("An event loop could not be closed", e);
        } finally {
            ending.forEach(Lease::end);
        }
    }

    /** The loop's thread, until it is stuck. */
    private final class Runner implements Runnable {
        private final Thread thread = new Thread(this, "ollama-guard-loop");
        private final Progress progress = new Progress();
        private final byte[] buffer = new byte[BUFFER_SIZE];

        Runner() {
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (!closed && !progress.isGivenUp()) {
                    round();
                }
            } catch (IOException | RuntimeException | Error e) {
                LOG.error("An event loop has failed; its requests go on with their own threads", e);
            } finally {
                if (progress.isGivenUp()) {
                    stuckThreads.decrementAndGet();
                } else {
                    shutDown();
                }
            }
        }

        private void round() throws IOException {
            // First, because a thread that was replaced could not do it, and because it makes the selector forget that
            // it has been woken for a task.
            endTurns();
            if (selector.selectedKeys().isEmpty() && tasks.isEmpty()) {
                selector.select();
            }
            tasks.run();
            Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
            while (!progress.isGivenUp() && ready.hasNext()) {
                Lease turn = (Lease) ready.next().attachment();
                ready.remove();
                serve(turn);
            }
        }

        private void serve(Lease turn) {
            progress.begin();
            // Asked anew: whoever closes the loop looks at the progress once.
            boolean more = !closed && turn.readable(buffer);
            if (!progress.end()) {
                cancel(turn);
            } else if (!more) {
                deregister(turn);
            }
        }
    }
}
