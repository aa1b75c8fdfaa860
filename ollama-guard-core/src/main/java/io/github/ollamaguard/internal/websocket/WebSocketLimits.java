package io.github.ollamaguard.internal.websocket;

import java.time.Duration;

/**
 * What a WebSocket may cost.
 *
 * @param message most bytes of a message of the client
 * @param silence longest silence of Ollama
 */
record WebSocketLimits(long message, Duration silence) {
    /** So that an answer has its chance to end with an error first. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** Returns how long nothing may come and go before the connection is closed. */
    Duration idle() {
        return silence.plus(GRACE);
    }
}
