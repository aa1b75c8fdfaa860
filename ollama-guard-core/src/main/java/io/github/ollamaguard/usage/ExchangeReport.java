package io.github.ollamaguard.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one request, told after it ended. Holds nothing that a client wrote but the name of a model: no
 * text, no path, no key; and no address of Ollama.
 *
 * @param requestId the id that the client got in {@code X-Request-Id}
 * @param caller who asked
 * @param asked what was asked
 * @param answered what came of it
 */
public record ExchangeReport(String requestId, Caller caller, Asked asked, Answered answered) {
    /** Checks that nothing is missing. */
    public ExchangeReport {
        Objects.requireNonNull(requestId);
        Objects.requireNonNull(caller);
        Objects.requireNonNull(asked);
        Objects.requireNonNull(answered);
    }

    /**
     * Who asked.
     *
     * @param address IP address, as far as trusted proxies tell it
     * @param key name of the key, or null when none was accepted
     */
    public record Caller(String address, @Nullable String key) {}

    /**
     * What was asked.
     *
     * @param at when the request came
     * @param method HTTP method, or {@code OTHER} for one that is not registered
     * @param route path below the prefix as the route table has it, such as {@code /v1/models/{model}}, or null when
     *     there is none for the request
     * @param model the model as the client called it, or null when it named none, or nothing that could be one
     */
    public record Asked(
            Instant at,
            String method,
            @Nullable String route,
            @Nullable String model) {}

    /**
     * What came of it.
     *
     * @param outcome what became of it, in a word
     * @param status HTTP status; 200 also for a stream that broke later
     * @param bytes length of the body that was sent
     * @param usage tokens of all its calls of Ollama, as far as they are counted or can be estimated, or null
     * @param times how long it took
     */
    public record Answered(
            Outcome outcome,
            int status,
            long bytes,
            @Nullable Usage usage,
            Times times) {}

    /**
     * How long it took.
     *
     * @param firstByte from the request to the first byte of the answer's body, or null when there was none
     * @param firstToken from the request to the first byte of a streamed answer that is no keep-alive comment, or null
     *     when there was none or the answer was not streamed
     * @param total from the request to the end of the answer
     */
    public record Times(
            @Nullable Duration firstByte, @Nullable Duration firstToken, Duration total) {}

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
}
