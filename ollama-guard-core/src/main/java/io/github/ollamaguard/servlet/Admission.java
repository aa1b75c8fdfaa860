package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.thread.VirtualThreads;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets a limited number of requests in at a time. Thread-safe. */
final class Admission {
    private static final int ON_VIRTUAL_THREADS = 10_000;

    /** Below the 200 threads that Tomcat and Jetty have by default, so that some remain to refuse the others. */
    private static final int ON_PLATFORM_THREADS = 150;

    private final int limit;

    /** Counted apart, because the messages of WebSockets come on virtual threads also where requests do not. */
    private final AtomicInteger onVirtualThreads = new AtomicInteger();

    private final AtomicInteger onPlatformThreads = new AtomicInteger();

    /** Creates the admission with a limit, or with 0 for one that suits the container's threads. */
    Admission(int limit) {
        this.limit = limit;
    }

    /**
     * Lets one more request in.
     *
     * @throws ApiException 503 when there are too many already
     */
    Permit enter() throws ApiException {
        if (limit > 0) {
            return enter(onPlatformThreads, limit);
        }
        return VirtualThreads.isCurrent()
                ? enter(onVirtualThreads, ON_VIRTUAL_THREADS)
                : enter(onPlatformThreads, ON_PLATFORM_THREADS);
    }

    private static Permit enter(AtomicInteger inside, int most) throws ApiException {
        if (inside.incrementAndGet() > most) {
            inside.decrementAndGet();
            throw new ApiException(ApiError.overloaded());
        }
        return new Permit(inside);
    }

    /** The place of one request; given back once, however often it is released. Thread-safe. */
    static final class Permit {
        private final AtomicInteger inside;
        private final AtomicBoolean released = new AtomicBoolean();

        private Permit(AtomicInteger inside) {
            this.inside = inside;
        }

        /** Gives the place back now, or when the request completes if it went asynchronous. */
        void releaseAfter(HttpServletRequest request) {
            Completion.after(request, this::release, failure -> {});
        }

        void release() {
            if (released.compareAndSet(false, true)) {
                inside.decrementAndGet();
            }
        }
    }
}
