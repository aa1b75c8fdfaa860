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
    private final AtomicInteger inside = new AtomicInteger();

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
        if (inside.incrementAndGet() > currentLimit()) {
            inside.decrementAndGet();
            throw new ApiException(ApiError.overloaded());
        }
        return new Permit();
    }

    private int currentLimit() {
        if (limit > 0) {
            return limit;
        }
        return VirtualThreads.isCurrent() ? ON_VIRTUAL_THREADS : ON_PLATFORM_THREADS;
    }

    /** The place of one request; given back once, however often it is released. Thread-safe. */
    final class Permit {
        private final AtomicBoolean released = new AtomicBoolean();

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
