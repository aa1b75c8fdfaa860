package io.github.ollamaguard.internal.translate;

import java.time.DateTimeException;
import java.time.Instant;

/** Ollama's points in time: RFC 3339, where Go's zero time means unknown. */
final class Timestamps {
    private Timestamps() {}

    /** Returns Unix seconds, or 0 when the time is unknown or cannot be read. */
    static long unixSeconds(String rfc3339) {
        try {
            return Math.max(0, Instant.parse(rfc3339).getEpochSecond());
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
