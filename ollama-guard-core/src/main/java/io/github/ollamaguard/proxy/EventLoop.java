package io.github.ollamaguard.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that passes on what arrives on many connections, while the threads of their requests wait. A client that
 * takes nothing can block it, as servlets write; it then gets a new thread, and that client's request goes on with its
 * own. Thread-safe.
 */
final class EventLoop implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final int BUFFER_SIZE = 16 * 1024;
    private static final int LOOKS = 2;
    private static final long PATIENCE_MILLIS = 5_000;

    private final Selector selector;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> tasks = new ArrayDeque<>(); // Guarded by lock.
    private boolean ended; // Guarded by lock.
    private volatile boolean closed;
    private volatile Runner runner = new Runner();
    private final List<Turn> over = new ArrayList<>(); // The runner's.

    EventLoop() throws IOException {
        this.selector = Selector.open();
    }

    /** Begins to serve connections. */
    EventLoop start() {
        runner.thread.start();
        return this;
    }

    /** Serves a connection until its turn is over. */
    void begin(Turn turn) {
        execute(turn, () -> register(turn));
    }

    /** Ends a turn; without effect when it is over. */
    void end(Turn turn) {
        execute(turn, () -> release(turn));
    }

    private void execute(Turn turn, Runnable task) {
        lock.lock();
        try {
            if (ended) {
                turn.end();
                return;
            }
            tasks.add(task);
            selector.wakeup();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the loop a new thread when its own one was with the same connection at some looks in a row. */
    void look() {
        replaceStuck(LOOKS);
    }

    private void replaceStuck(int looks) {
        if (runner.progress.giveUpAfter(looks)) {
            Runner fresh = new Runner();
            fresh.thread.start();
            runner = fresh;
        }
    }

    /** Ends all turns and the thread. */
    @Override
    public void close() {
        closed = true;
        replaceStuck(1);
        lock.lock();
        try {
            if (!ended) {
                selector.wakeup();
            }
        } finally {
            lock.unlock();
        }
        try {
            runner.thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void register(Turn turn) {
        try {
            turn.channel().register(selector, SelectionKey.OP_READ, turn);
        } catch (IOException | RuntimeException e) {
            // Closed meanwhile, as its own thread will see.
            over.add(turn);
        }
    }

    private void release(Turn turn) {
        SelectionKey key = turn.channel().keyFor(selector);
        if (key != null) {
            key.cancel();
        }
        over.add(turn);
    }

    private void runTasks() {
        for (Runnable task = nextTask(); task != null; task = nextTask()) {
            task.run();
        }
    }

    private @Nullable Runnable nextTask() {
        lock.lock();
        try {
            return tasks.poll();
        } finally {
            lock.unlock();
        }
    }

    /** A channel that has been released must have left the selector before it can block again. */
    private void endTurns() throws IOException {
        if (!over.isEmpty()) {
            selector.selectNow();
            over.forEach(Turn::end);
            over.clear();
        }
    }

    /** Whoever waits goes on with its own thread. */
    private void shutDown() {
        lock.lock();
        try {
            ended = true;
            runTasks();
            List.copyOf(selector.keys()).forEach(key -> release((Turn) key.attachment()));
            selector.close();
        } catch (IOException | ClosedSelectorException e) {
            LOG.warn("An event loop could not be closed", e);
        } finally {
            over.forEach(Turn::end);
            lock.unlock();
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
                while (!closed) {
                    if (!round()) {
                        return;
                    }
                }
            } catch (IOException | RuntimeException | Error e) {
                LOG.error("An event loop has failed; its requests go on with their own threads", e);
            }
            shutDown();
        }

        /** Returns false when it has been replaced. */
        private boolean round() throws IOException {
            if (selector.selectedKeys().isEmpty()) {
                selector.select();
            }
            runTasks();
            Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
            while (ready.hasNext()) {
                Turn turn = (Turn) ready.next().attachment();
                ready.remove();
                if (!serve(turn)) {
                    return false;
                }
            }
            endTurns();
            return true;
        }

        private boolean serve(Turn turn) {
            progress.begin();
            boolean more = turn.readable(buffer);
            if (!progress.end()) {
                end(turn);
                return false;
            }
            if (!more) {
                release(turn);
            }
            return true;
        }
    }
}
