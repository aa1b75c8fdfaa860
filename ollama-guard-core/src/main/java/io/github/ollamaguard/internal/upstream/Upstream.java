package io.github.ollamaguard.internal.upstream;

import io.github.ollamaguard.error.ApiException;
import java.io.IOException;

/**
 * The way to Ollama (the upstream): one native request in, its reply pushed out. A queue, a balancer or a limit is a
 * decorator of this port. Implementations are thread-safe.
 */
public interface Upstream {
    /**
     * Makes one call on the caller's thread and returns when the reply has been pushed to its end. Whatever ends it
     * early, an exception of {@code reply} included, aborts the call, and Ollama stops generating.
     *
     * @throws ApiException when there is no reply, or it broke off: not reachable, silent for longer than the idle
     *     timeout
     * @throws IOException what {@code reply} threw
     */
    void call(NativeRequest request, Reply reply) throws ApiException, IOException;

    /** Returns how many calls can be made for one exchange; without a limit unless something says otherwise. */
    default int mostCalls() {
        return Integer.MAX_VALUE;
    }
}
