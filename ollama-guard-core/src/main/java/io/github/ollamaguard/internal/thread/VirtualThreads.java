package io.github.ollamaguard.internal.thread;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Virtual threads where the JDK has them (21 and later); this code is compiled for 17. Stateless. */
public final class VirtualThreads {
    private static final @Nullable MethodHandle IS_VIRTUAL;
    private static final @Nullable MethodHandle START;

    static {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        MethodType startType = MethodType.methodType(Thread.class, Runnable.class);
        MethodHandle isVirtual = null;
        MethodHandle start = null;
        try {
            isVirtual = lookup.findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
            start = lookup.findStatic(Thread.class, "startVirtualThread", startType);
        } catch (ReflectiveOperationException e) {
            // An older JDK.
        }
        IS_VIRTUAL = isVirtual;
        START = start;
    }

    private VirtualThreads() {}

    /** Returns whether the current thread is virtual. */
    public static boolean isCurrent() {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts a virtual thread, or a daemon thread on older JDKs. */
    public static Thread start(Runnable work) {
        if (START == null) {
            Thread thread = new Thread(work, "ollama-guard-call");
            thread.setDaemon(true);
            thread.start();
            return thread;
        }
        try {
            return (Thread) START.invokeExact(work);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
