package io.github.ollamaguard.internal.exchange;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.internal.stream.TokenCount;
import io.github.ollamaguard.usage.ExchangeReport.Answered;
import io.github.ollamaguard.usage.ExchangeReport.Outcome;
import io.github.ollamaguard.usage.ExchangeReport.Times;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is noted of an answer while it goes on: times, bytes, tokens, and how it ended. Always kept, whoever wants to
 * know it in the end. Used by one thread at a time.
 */
public final class Recording {
    private final LongSupplier nanoTime;
    private final long begun;
    private final Instant at = Instant.now();
    private final TokenCount tokens = new TokenCount();
    private long bytes;
    private @Nullable Duration firstByte;
    private @Nullable Duration firstToken;
    private @Nullable ApiError error;
    private @Nullable Throwable failure;
    private boolean clientGone;

    /** A recording of a request that has just come. */
    public Recording() {
        this(System::nanoTime);
    }

    Recording(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    /** Returns when the request came. */
    public Instant at() {
        return at;
    }

    /** Returns where the tokens of Ollama's replies are counted. */
    public TokenCount tokens() {
        return tokens;
    }

    /** Notes that bytes of the answer's body have been written. */
    public void sent(int count) {
        if (firstByte == null) {
            firstByte = elapsed();
        }
        bytes += count;
    }

    /** Notes that content of a stream has been written, which is more than a sign of life. */
    public void sentContent() {
        if (firstToken == null) {
            firstToken = elapsed();
        }
    }

    /** Notes that what has been written will not be sent. */
    public void discarded() {
        firstByte = null;
        firstToken = null;
        bytes = 0;
    }

    /** Notes the error that the client reads, alone or inside of an answer. */
    public void answered(ApiError told) {
        error = told;
    }

    /** Notes the exception with which the exchange ended. */
    public void failed(Throwable thrown) {
        failure = thrown;
    }

    /** Notes that nobody takes the answer any more. */
    public void clientGone() {
        clientGone = true;
    }

    /** Returns all of it, at the end. */
    public Answered end(int status) {
        return new Answered(
                outcome(status), status, bytes, tokens.usage(), new Times(firstByte, firstToken, elapsed()));
    }

    private Outcome outcome(int status) {
        if (clientGone) {
            return Outcome.of(Outcome.Kind.CLIENT_GONE);
        }
        ApiError told = error;
        if (told != null) {
            return outcome(told);
        }
        if (failure instanceof BrokenAnswerException) {
            return Outcome.of(Outcome.Kind.UPSTREAM_ERROR);
        }
        if (failure != null) {
            return Outcome.of(failure instanceof IOException ? Outcome.Kind.CLIENT_GONE : Outcome.Kind.FAILED);
        }
        if (status >= 500) {
            return Outcome.of(Outcome.Kind.UPSTREAM_ERROR);
        }
        return status >= 400 ? Outcome.refused("upstream") : Outcome.of(Outcome.Kind.OK);
    }

    private static Outcome outcome(ApiError error) {
        if (error.equals(ApiError.internal())) {
            return Outcome.of(Outcome.Kind.FAILED);
        }
        return error.isUpstreams() ? Outcome.of(Outcome.Kind.UPSTREAM_ERROR) : Outcome.refused(error.word());
    }

    private Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - begun);
    }
}
