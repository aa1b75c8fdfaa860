package io.github.ollamaguard.servlet;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.usage.ExchangeReport.Answered;
import io.github.ollamaguard.usage.ExchangeReport.Times;
import io.github.ollamaguard.usage.Usage;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an exchange while it goes on. The pieces on its way note what they see; where nobody wants to know,
 * they note it in a recording that nobody reads. Used by one thread at a time.
 */
final class Recording {
    private static final String ATTRIBUTE = "io.github.ollamaguard.recording";

    /** What may be the name of a model: whatever else a client writes there stays out of logs. */
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9._:/@-]{1,256}");

    private final Instant at;
    private final LongSupplier nanoTime;
    private final long begun;
    private long bytes;
    private @Nullable Duration firstByte;
    private @Nullable Duration firstToken;
    private boolean spoken;
    private @Nullable String model;
    private @Nullable ApiError error;
    private @Nullable Throwable failure;
    private boolean clientGone;
    private Supplier<@Nullable Usage> usage = () -> null;

    /** Begins with a request that came at that moment. */
    Recording(Instant at, LongSupplier nanoTime) {
        this.at = at;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    /** Returns the recording that a request belongs to. */
    static Recording of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Recording found ? found : unread();
    }

    /** Returns the recording that a response belongs to. */
    static Recording of(ServletResponse response) {
        ServletResponse candidate = response;
        while (candidate instanceof ServletResponseWrapper wrapper) {
            if (candidate instanceof RecordedResponse found) {
                return found.recording();
            }
            candidate = wrapper.getResponse();
        }
        return unread();
    }

    private static Recording unread() {
        return new Recording(Instant.EPOCH, () -> 0);
    }

    /** Returns when the request came. */
    Instant at() {
        return at;
    }

    /** Makes this the recording of a request. */
    void attach(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Notes the body of the request: the model that it asks for. */
    void asked(JsonObject body) {
        if (body.get("model") instanceof JsonPrimitive name) {
            model(name.getAsString());
        }
    }

    /** Notes the model, unless the name cannot be one. */
    void model(String name) {
        model = MODEL.matcher(name).matches() ? name : null;
    }

    /** Returns the model that was noted, or null. */
    @Nullable
    String model() {
        return model;
    }

    /** Notes that bytes of an answer's body have been written. */
    void sent(int count) {
        if (firstByte == null) {
            firstByte = elapsed();
        }
        bytes += count;
    }

    /** Notes that more than a comment has been written; {@code streamed} knows whether it is part of a stream. */
    void spoke(BooleanSupplier streamed) {
        if (!spoken) {
            spoken = true;
            firstToken = streamed.getAsBoolean() ? elapsed() : null;
        }
    }

    /** Notes that what has been written will not be sent. */
    void discarded() {
        firstByte = null;
        firstToken = null;
        spoken = false;
        bytes = 0;
    }

    /** Notes the error that the client reads, alone or inside of an answer. */
    void answered(ApiError newError) {
        error = newError;
    }

    /** Notes how the way behind the filter ended. */
    void failed(Throwable newFailure) {
        failure = newFailure;
    }

    /** Notes that nobody takes the answer any more. */
    void clientGone() {
        clientGone = true;
    }

    /** Notes who will know the tokens at the end. */
    void usage(Supplier<@Nullable Usage> counter) {
        usage = counter;
    }

    /** Returns all of it, at the end. */
    Answered end(int status) {
        Times times = new Times(firstByte, firstToken, elapsed());
        return new Answered(outcome(status), status, bytes, usage.get(), times);
    }

    private String outcome(int status) {
        if (clientGone) {
            return Outcome.CLIENT_GONE;
        }
        ApiError told = error;
        return told == null ? Outcome.of(status, failure) : Outcome.of(told);
    }

    private Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - begun);
    }
}
