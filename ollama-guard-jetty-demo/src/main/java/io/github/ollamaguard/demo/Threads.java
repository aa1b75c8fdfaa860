package io.github.ollamaguard.demo;

import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * The threads of a server. A streamed answer holds a thread until its end: virtual ones where the JDK has them, else a
 * pool that is larger than the number of requests that are let in.
 */
final class Threads {
    /** Most requests at a time on platform threads; the rest of the pool accepts, refuses and answers probes. */
    static final int ADMITTED = 500;

    private static final int POOL_SIZE = 600;

    private Threads() {}

    static boolean areVirtual() {
        return VirtualThreads.areSupported();
    }

    static ThreadPool named(String name) {
        QueuedThreadPool pool = areVirtual() ? new QueuedThreadPool() : new QueuedThreadPool(POOL_SIZE);
        pool.setName(name);
        if (areVirtual()) {
            pool.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor(name + "-"));
        }
        return pool;
    }
}
