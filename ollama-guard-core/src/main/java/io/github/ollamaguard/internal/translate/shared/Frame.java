package io.github.ollamaguard.internal.translate.shared;

import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param event the event's name, or null where OpenAI sends none
 * @param data one line of JSON, or {@code [DONE]}
 */
public record Frame(@Nullable String event, String data) {
    /** The end of a chat or completion stream. */
    public static final Frame DONE = new Frame(null, "[DONE]");
}
