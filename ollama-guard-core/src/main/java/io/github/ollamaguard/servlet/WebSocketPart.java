package io.github.ollamaguard.servlet;

import jakarta.servlet.http.HttpServletRequest;

/** What a request has to do with a WebSocket: how the key filter and whoever serves WebSockets understand each other. */
public enum WebSocketPart {
    /** A handshake that the key filter has let pass; any other request must not become a WebSocket. */
    HANDSHAKE,
    /** Such a handshake that the container leaves unanswered; the key filter then refuses it. */
    UNOPENED,
    /** One message of a client, on its way through the guard as a request of its own; streamed unless it says otherwise. */
    MESSAGE;

    /** What precedes a key that travels as the name of a protocol; such a name must never be sent back. */
    public static final String KEY_PROTOCOL = "openai-insecure-api-key.";

    private static final String ATTRIBUTE = "io.github.ollamaguard.webSocket";

    /** Returns whether a request is this part. */
    public boolean is(HttpServletRequest request) {
        return equals(request.getAttribute(ATTRIBUTE));
    }

    /** Makes a request this part. */
    public void mark(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
