package io.github.ollamaguard.internal.websocket;

import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.MessageHandler;

/**
 * Puts messages together from the parts in which they arrive: containers would reserve the longest possible one for each
 * connection. Of one that is too long only so much is kept that it is refused; whoever does not stop then is cut off.
 * Not thread-safe.
 */
final class MessageReader implements MessageHandler.Partial<String> {
    private final long longest;
    private final WebSocketClient client;
    private final MessageQueue queue;
    private StringBuilder text = new StringBuilder();
    private long received;

    MessageReader(long longest, WebSocketClient client, MessageQueue queue) {
        this.longest = longest;
        this.client = client;
        this.queue = queue;
    }

    @Override
    public void onMessage(String part, boolean last) {
        received += part.length();
        // A character is at least one byte.
        if (text.length() <= longest) {
            text.append(part);
        }
        if (last) {
            queue.add(text.toString());
            text = new StringBuilder();
            received = 0;
        } else if (received > 2 * longest) {
            client.close(CloseCodes.TOO_BIG, "The message is too long.");
        }
    }
}
