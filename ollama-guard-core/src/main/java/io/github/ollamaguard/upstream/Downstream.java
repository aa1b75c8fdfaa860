package io.github.ollamaguard.upstream;

import io.github.ollamaguard.error.ApiError;
import java.io.IOException;

/**
 * What stands between the proxy and the client, when something does: the proxy reports to it what it would otherwise
 * tell the client itself. A filter that translates answers sets it as the request attribute {@link #ATTRIBUTE}; where it
 * is absent, nothing breaks. Called by one thread at a time.
 */
public interface Downstream {
    /** Name of the request attribute. */
    String ATTRIBUTE = "io.github.ollamaguard.downstream";

    /**
     * Ollama has been silent for a while and the client should see a sign of life. Called on another thread than the
     * request's own, which meanwhile waits for Ollama, and goes on only after this has returned.
     *
     * @throws IOException when the client has gone; the caller then aborts the upstream call
     */
    void idle() throws IOException;

    /** Returns whether {@link #idle} has any effect: a client whose answer comes in one piece cannot be told anything. */
    default boolean hearsIdle() {
        return true;
    }

    /**
     * The upstream call has failed; the client must learn it in its own dialect.
     *
     * @throws IOException when the client's connection has to be cut, or has gone
     */
    void failed(ApiError error) throws IOException;
}
