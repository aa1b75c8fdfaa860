package io.github.ollamaguard.internal.gateway;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import java.io.IOException;

/**
 * The answer to a client, made of the replies to the calls of its exchange as they come. Whoever calls it holds the
 * lock of its {@link Calls}. What it throws as {@link IOException} says that the client has gone.
 */
interface ClientAnswer {
    /** Takes status and headers of a call's reply. */
    void head(int call, UpstreamHead head) throws ApiException, IOException;

    /** Takes the next bytes of a call's reply, and sends what they become. */
    void bytes(int call, byte[] bytes, int offset, int length) throws ApiException, IOException;

    /** Takes the clean end of a call's reply. */
    void end(int call) throws ApiException, IOException;

    /** Returns whether there is nothing more to say. */
    boolean isOver();

    /** Returns whether a waiting client can be shown a sign of life. */
    boolean hasKeepAlive();

    /** Shows a waiting client a sign of life, which also shows whether it is still there. */
    void keepAlive() throws IOException;

    /**
     * Tells the client of an error in the way that is left; without effect when the answer is over.
     *
     * @throws IOException when the connection has to be cut, because some clients would take what they have for the
     *     whole answer, or the client has gone
     */
    void fail(ApiError error) throws IOException;
}
