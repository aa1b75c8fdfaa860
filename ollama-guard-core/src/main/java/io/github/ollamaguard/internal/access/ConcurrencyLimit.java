package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.thread.VirtualThreads;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A limited number of requests at a time (concurrency limit): each has its place until its exchange ends. Thread-safe.
 */
final class ConcurrencyLimit implements AccessRule {
    private static final int ON_VIRTUAL_THREADS = 10_000;

    /** Below the 200 threads that Tomcat and Jetty have by default, so that some remain to refuse the others. */
    private static final int ON_PLATFORM_THREADS = 150;

    private final int limit;

    /** Counted apart, because the messages of WebSockets come on virtual threads also where requests do not. */
    private final AtomicInteger onVirtualThreads = new AtomicInteger();

    private final AtomicInteger onPlatformThreads = new AtomicInteger();

    /** A limit, or with 0 for one that suits the container's threads. */
    ConcurrencyLimit(int limit) {
        this.limit = limit;
    }

    /**
     * Lets one more request in. Whoever asks the guard itself, and not Ollama, needs no place: a busy server is there.
     *
     * @throws ApiException 503 when there are too many already
     */
    @Override
    public void check(Exchange exchange) throws ApiException {
        if (exchange.target() instanceof Target.Own) {
            return;
        }
        if (limit > 0) {
            enter(exchange, onPlatformThreads, limit);
        } else if (VirtualThreads.isCurrent()) {
            enter(exchange, onVirtualThreads, ON_VIRTUAL_THREADS);
        } else {
            enter(exchange, onPlatformThreads, ON_PLATFORM_THREADS);
        }
    }

    private static void enter(Exchange exchange, AtomicInteger inside, int most) throws ApiException {
        if (inside.incrementAndGet() > most) {
            inside.decrementAndGet();
            throw new ApiException(ApiError.overloaded());
        }
        exchange.enterRoom(inside::decrementAndGet);
    }
}
