package io.github.ollamaguard.container;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that do the same at the same time, each on a thread of its own. Not thread-safe. */
final class Crowd implements AutoCloseable {
    /** What one client does, from its beginning to its end. */
    @FunctionalInterface
    interface Client {
        void act(int number) throws Exception;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> clients = new ArrayList<>();

    /** Lets clients begin, numbered from 0. */
    static Crowd of(int size, Client client) {
        Crowd crowd = new Crowd();
        for (int i = 0; i < size; i++) {
            int number = i;
            Callable<?> action = () -> {
                client.act(number);
                return number;
            };
            crowd.clients.add(crowd.threads.submit(action));
        }
        return crowd;
    }

    /** Waits until all of them are done; fails when one has. */
    void await() throws Exception {
        for (Future<?> client : clients) {
            client.get();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
