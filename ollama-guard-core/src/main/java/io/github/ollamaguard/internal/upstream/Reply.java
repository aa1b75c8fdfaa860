package io.github.ollamaguard.internal.upstream;

import io.github.ollamaguard.error.ApiException;
import java.io.IOException;

/**
 * Where the reply to one native call is pushed: its head, then its bytes; its end is the return of
 * {@link Upstream#call}. Back-pressure is a method that does not return yet. Called by one thread at a time.
 */
public interface Reply {
    /**
     * The call has begun. Called again when a decorator hands it on.
     *
     * @param abort ends the call early: whoever waits in {@link Upstream#call} fails; for any thread, at any time
     */
    default void begun(Runnable abort) {}

    /**
     * Takes status and headers. Ollama sends none before the first token, which can take minutes. A servlet may begin
     * its answer anew, as long as nothing has come of it.
     */
    void head(UpstreamHead head) throws ApiException, IOException;

    /**
     * Takes the next bytes of the body, at least one.
     *
     * @param bytes valid during the call only
     * @return whether more are wanted; if not, the call is aborted and counts as complete
     */
    boolean bytes(byte[] bytes, int offset, int length) throws ApiException, IOException;
}
