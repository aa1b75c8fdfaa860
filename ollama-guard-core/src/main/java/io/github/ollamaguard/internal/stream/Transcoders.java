package io.github.ollamaguard.internal.stream;

import io.github.ollamaguard.internal.translate.shared.Translation;

/** Which {@link Transcoder} a reply needs. */
public final class Transcoders {
    private Transcoders() {}

    /**
     * Returns the transcoder for the reply to the only call of an exchange.
     *
     * @param status the native status
     */
    public static Transcoder reply(Translation exchange, int status) {
        if (status >= 400) {
            return new ErrorTranscoder(exchange, status);
        }
        return exchange.streamed() ? new SseTranscoder(exchange) : new JsonTranscoder(exchange);
    }
}
