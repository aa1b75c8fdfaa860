package io.github.ollamaguard.internal.websocket;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.thread.Running;
import io.github.ollamaguard.internal.thread.VirtualThreads;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All open WebSockets, and what they have in common. Thread-safe. */
final class OpenWebSockets implements Closeable {
    /** Time for the last words of answers that the end of the application cuts. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final long LAST_STEP_MILLIS = 100;

    /** So that an answer has its chance to end with an error first. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Answerer answerer;
    private final Settings settings;
    private final Set<WebSocketClient> clients = ConcurrentHashMap.newKeySet();
    private final Running running = new Running();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    OpenWebSockets(Settings settings, Answerer answerer) {
        this.answerer = answerer;
        this.settings = settings;
    }

    void answer(ClientRequest request, ClientResponse response) throws IOException {
        answerer.answer(request, response);
    }

    /** Returns the most bytes of a client's message. */
    long longestMessage() {
        return settings.get(Setting.MAX_BODY);
    }

    /** Returns how long nothing may come and go before a connection is closed. */
    Duration idleTimeout() {
        return settings.get(Setting.IDLE_TIMEOUT).plus(GRACE);
    }

    /** Counts one that has been opened. */
    void opened(WebSocketClient client) {
        clients.add(client);
    }

    /** Counts one no more. */
    void closed(WebSocketClient client) {
        clients.remove(client);
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
    @Override
    public void close() {
        List<Thread> answering = List.copyOf(threads);
        // No method reference: it would load the class, also where there are no WebSockets.
        for (WebSocketClient client : clients) {
            client.dismiss();
        }
        running.awaitEnd(LAST_WORDS);
        answering.forEach(OpenWebSockets::awaitLastStep);
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
