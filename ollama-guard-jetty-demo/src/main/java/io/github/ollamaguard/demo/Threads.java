package io.github.ollamaguard.demo;

import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * The threads of a server. A streamed answer holds a thread until its end: virtual ones where the JDK has them, else a
 * pool that is larger than the number of requests that are let in.
 */
final class Threads {
    /** Most requests at a time on platform threads; the rest of the pool accepts, refuses and answers probes. */
    static final int ADMITTED = 500;

    private static final int POOL_SIZE = 600;

    /** The first JDK where a virtual thread that waits in a selector, or for a monitor, leaves its carrier. */
    private static final int NEVER_PINNED = 24;

    private static final int UNLIMITED = 0;

    private Threads() {}

    static boolean areVirtual() {
        return VirtualThreads.areSupported();
    }

    static ThreadPool named(String name) {
        if (Runtime.version().feature() >= NEVER_PINNED) {
            return allVirtual(name);
        }
        QueuedThreadPool pool = areVirtual() ? new QueuedThreadPool() : new QueuedThreadPool(POOL_SIZE);
        pool.setName(name);
        if (areVirtual()) {
            pool.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor(name + "-"));
        }
        return pool;
    }

    /** Saves the switches between a selector's platform thread and that of the request: a sixth of a short one. */
    private static ThreadPool allVirtual(String name) {
        VirtualThreadPool pool = new VirtualThreadPool(UNLIMITED);
        pool.setName(name);
        return pool;
    }
}
