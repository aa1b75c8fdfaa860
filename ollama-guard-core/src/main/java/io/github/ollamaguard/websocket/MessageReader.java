package io.github.ollamaguard.websocket;

import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.MessageHandler;

/**
 * Puts messages together from the parts in which they arrive: containers would reserve the longest possible one for each
 * connection. Of one that is too long only so much is kept that it is refused; whoever does not stop then is cut off.
 * Not thread-safe.
 */
final class MessageReader implements MessageHandler.Partial<String> {
    private final long longest;
    private final Peer peer;
    private final Conversation conversation;
    private StringBuilder text = new StringBuilder();
    private long received;

    MessageReader(long longest, Peer peer, Conversation conversation) {
        this.longest = longest;
        this.peer = peer;
        this.conversation = conversation;
    }

    @Override
    public void onMessage(String part, boolean last) {
        received += part.length();
        // A character is at least one byte.
        if (text.length() <= longest) {
            text.append(part);
        }
        if (last) {
            conversation.add(text.toString());
            text = new StringBuilder();
            received = 0;
        } else if (received > 2 * longest) {
            peer.close(CloseCodes.TOO_BIG, "The message is too long.");
        }
    }
}
