package io.github.ollamaguard.usage;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request, in one word for operators. Words of clients and of Ollama are never part of it.
 *
 * @param kind what kind of end it was
 * @param reason the code of a refusal, such as {@code invalid_api_key}; null for every other kind
 */
public record Outcome(Kind kind, @Nullable String reason) {
    /** The kinds of ends. */
    public enum Kind {
        /** Answered. */
        OK,
        /** Refused by the guard, or by Ollama for a mistake of the client. */
        REFUSED,
        /** Ollama failed, or the way to it. */
        UPSTREAM_ERROR,
        /** The client left before the end. */
        CLIENT_GONE,
        /** A defect of the guard, or of what stands behind its filters. */
        FAILED;

        /** Returns the word of the audit log and of metrics, such as {@code client_gone}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns an outcome without a reason. */
    public static Outcome of(Kind kind) {
        return new Outcome(kind, null);
    }

    /** Returns a refusal and why. */
    public static Outcome refused(String reason) {
        return new Outcome(Kind.REFUSED, reason);
    }

    /** Returns the word of the audit log: the kind, for refusals followed by a colon and the reason. */
    @Override
    public String toString() {
        return reason == null ? kind.toString() : kind + ":" + reason;
    }
}
