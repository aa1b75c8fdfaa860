package io.github.ollamaguard.internal.websocket;

import io.github.ollamaguard.internal.exchange.BrokenReplyException;
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
final class MessageQueue {
    private static final Logger LOG = LoggerFactory.getLogger(WebSockets.class);

    private final MessageRequest.Handshake handshake;
    private final WebSockets sockets;
    private final WebSocketClient client;
    private boolean busy;
    private @Nullable String waiting;

    MessageQueue(MessageRequest.Handshake handshake, WebSockets sockets, WebSocketClient client) {
        this.handshake = handshake;
        this.sockets = sockets;
        this.client = client;
    }

    /** Takes a message; one too many at a time ends the queue. */
    void add(String message) {
        if (!enqueue(message)) {
            client.close(CloseCodes.VIOLATED_POLICY, "One request runs and one waits already.");
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
        client.attend();
        try {
            for (String message = first; message != null; message = next()) {
                answer(message);
            }
        } catch (Error e) {
            // Such as no memory for a large message: the queue cannot go on.
            client.close(CloseCodes.UNEXPECTED_CONDITION, "");
            throw e;
        } finally {
            client.leave();
        }
    }

    private void answer(String message) {
        MessageResponse response = new MessageResponse(client);
        try {
            client.requirePresence();
            sockets.answer(new MessageRequest(handshake, message.getBytes(StandardCharsets.UTF_8)), response);
            response.finish();
        } catch (BrokenReplyException e) {
            // The client has read the error, and here it cannot take what it has for the whole answer.
        } catch (IOException e) {
            client.close(CloseCodes.UNEXPECTED_CONDITION, "");
        } catch (RuntimeException e) {
            LOG.error("A message of a WebSocket could not be answered", e);
            client.close(CloseCodes.UNEXPECTED_CONDITION, "");
        }
        if (response.status() == 401) {
            client.close(CloseCodes.VIOLATED_POLICY, "The API key is not valid any more.");
        }
    }
}
