package io.github.ollamaguard.proxy;

import io.github.ollamaguard.error.ApiError;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpRequestException;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.io.Connection;
import org.jspecify.annotations.Nullable;

/** One request on one connection, sent as soon as it is created. Thread-safe. */
final class Attempt {
    private final Request request;
    private final Reception reception;
    private volatile @Nullable WatchedSocket socket;
    private volatile boolean over;

    Attempt(Request request, SilenceLimit silence) {
        this.request = request;
        this.reception = new Reception(silence);
        request.onRequestBegin(this::begun)
                .onResponseHeaders(reception::arrived)
                .onResponseContentSource((response, source) -> reception.content(source))
                .send(this::over);
    }

    Reception reception() {
        return reception;
    }

    /**
     * Returns whether this failed on a connection that Ollama had closed while it waited in the pool: not one byte was
     * written, so Ollama does not know of the request. Only meaningful after a failure.
     */
    boolean wasStale() {
        WatchedSocket used = socket;
        return used != null && !used.touched();
    }

    /** Ends it; unless both messages are complete, the connection is closed, and Ollama stops generating. */
    void close() {
        reception.close();
        if (!over) {
            var unused = request.abort(new ClosedByReader());
        }
    }

    private void begun(Request begun) {
        if (begun.getConnection() instanceof Connection connection
                && connection.getEndPoint() instanceof WatchedSocket used) {
            used.begin();
            socket = used;
        }
        reception.connected();
    }

    /**
     * Both messages have ended: only now can the connection serve the next request, and only now is it certain that
     * nothing writes this one any more.
     */
    private void over(Result result) {
        over = true;
        Throwable cause = result.getResponseFailure();
        if (cause == null) {
            reception.ended();
        } else {
            reception.failed(isTrouble(cause) ? ApiError.upstreamUnreachable() : ApiError.upstreamInvalid());
        }
    }

    /** Trouble with the connection or with ourselves; anything else is the parser's opinion of the answer. */
    private static boolean isTrouble(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof TimeoutException
                || cause instanceof RejectedExecutionException
                || cause instanceof HttpRequestException;
    }

    /** Tells the HTTP client why it stops, without a stack trace, which nobody would read. */
    private static final class ClosedByReader extends Exception {
        private static final long serialVersionUID = 1L;

        ClosedByReader() {
            super("closed by its reader", null, false, false);
        }
    }
}
