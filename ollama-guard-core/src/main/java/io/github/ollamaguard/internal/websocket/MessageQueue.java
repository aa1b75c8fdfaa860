package io.github.ollamaguard.internal.websocket;

import io.github.ollamaguard.internal.exchange.BrokenAnswerException;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.MessageHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one client, answered one after another; one may wait. They run on a thread of their own, so that the
 * container's can see the client leave. Thread-safe, for one thread of the container at a time.
 *
 * <p>Puts messages together from the parts in which they arrive: containers would reserve the longest possible one for
 * each connection. Of one that is too long only so much is kept that it is refused; whoever does not stop then is cut
 * off.
 */
final class MessageQueue implements MessageHandler.Partial<String> {
    private static final Logger LOG = LoggerFactory.getLogger(MessageQueue.class);

    private final MessageRequest handshake;
    private final OpenWebSockets sockets;
    private final WebSocketClient client;
    private StringBuilder text = new StringBuilder();
    private long received;
    private boolean busy;
    private @Nullable String waiting;

    MessageQueue(MessageRequest handshake, OpenWebSockets sockets, WebSocketClient client) {
        this.handshake = handshake;
        this.sockets = sockets;
        this.client = client;
    }

    /** Takes a part of a message; one message too many at a time ends the queue. */
    @Override
    public void onMessage(String part, boolean last) {
        long longest = sockets.longestMessage();
        received += part.length();
        // A character is at least one byte.
        if (text.length() <= longest) {
            text.append(part);
        }
        if (last) {
            String message = text.toString();
            text = new StringBuilder();
            received = 0;
            if (!enqueue(message)) {
                client.close(CloseCodes.VIOLATED_POLICY, "One request runs and one waits already.");
            }
        } else if (received > 2 * longest) {
            client.close(CloseCodes.TOO_BIG, "The message is too long.");
        }
    }

    private synchronized boolean enqueue(String message) {
        if (!busy) {
            sockets.start(() -> answerAll(message));
            busy = true;
        } else if (waiting == null) {
            waiting = message;
        } else {
            return false;
        }
        return true;
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
            sockets.answer(handshake.with(message), response);
            response.sendUnsent();
        } catch (BrokenAnswerException e) {
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
