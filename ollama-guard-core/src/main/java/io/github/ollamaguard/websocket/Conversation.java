package io.github.ollamaguard.websocket;

import io.github.ollamaguard.upstream.BrokenReplyException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one client, answered one after another; one may wait. They run on a thread of their own, so that the
 * container's can see the client leave. Thread-safe.
 */
final class Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketFilter.class);

    private final Opening opening;
    private final Sockets sockets;
    private final Peer peer;
    private boolean busy;
    private @Nullable String waiting;

    Conversation(Opening opening, Sockets sockets, Peer peer) {
        this.opening = opening;
        this.sockets = sockets;
        this.peer = peer;
    }

    /** Takes a message; one too many at a time ends the conversation. */
    void add(String message) {
        if (!enqueue(message)) {
            peer.close(CloseCodes.VIOLATED_POLICY, "One request runs and one waits already.");
        }
    }

    private synchronized boolean enqueue(String message) {
        if (!busy) {
            sockets.start(() -> answerAll(message));
            busy = true;
            return true;
        }
        if (waiting == null) {
            waiting = message;
            return true;
        }
        return false;
    }

    private synchronized @Nullable String next() {
        String next = waiting;
        waiting = null;
        busy = next != null;
        return next;
    }

    private void answerAll(String first) {
        peer.attend();
        try {
            for (String message = first; message != null; message = next()) {
                answer(message);
            }
        } catch (Error e) {
            // Such as no memory for a large message: the conversation cannot go on.
            peer.close(CloseCodes.UNEXPECTED_CONDITION, "");
            throw e;
        } finally {
            peer.leave();
        }
    }

    private void answer(String message) {
        MessageResponse response = new MessageResponse(peer);
        try {
            peer.requirePresence();
            sockets.passage().take(new MessageRequest(opening, message.getBytes(StandardCharsets.UTF_8)), response);
            response.finish();
        } catch (BrokenReplyException e) {
            // The client has read the error, and here it cannot take what it has for the whole answer.
        } catch (IOException e) {
            peer.close(CloseCodes.UNEXPECTED_CONDITION, "");
        } catch (ServletException | RuntimeException e) {
            LOG.error("A message of a WebSocket could not be answered", e);
            peer.close(CloseCodes.UNEXPECTED_CONDITION, "");
        }
        if (response.getStatus() == HttpServletResponse.SC_UNAUTHORIZED) {
            peer.close(CloseCodes.VIOLATED_POLICY, "The API key is not valid any more.");
        }
    }
}
