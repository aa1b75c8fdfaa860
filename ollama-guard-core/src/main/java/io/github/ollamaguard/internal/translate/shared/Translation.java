package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.upstream.NativeOperation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one request becomes: native calls, and the way from their replies to an answer. Made by a {@link Translator}; used
 * once. Not thread-safe.
 */
public final class Translation {
    private final NativeOperation operation;
    private final List<JsonObject> requests;
    private final boolean streamed;
    private final Answer answer;
    private final NativeErrors errors;
    private final @Nullable Translation fallback;
    private final @Nullable JsonObject known;

    private Translation(
            NativeOperation operation,
            List<JsonObject> requests,
            boolean streamed,
            Answer answer,
            NativeErrors errors,
            @Nullable Translation fallback,
            @Nullable JsonObject known) {
        this.operation = operation;
        this.requests = requests;
        this.streamed = streamed;
        this.answer = answer;
        this.errors = errors;
        this.fallback = fallback;
        this.known = known;
    }

    /** A translation whose native replies are complete documents. */
    public static Translation complete(
            NativeOperation operation, List<JsonObject> requests, Answer answer, NativeErrors errors) {
        return new Translation(operation, requests, false, answer, errors, null, null);
    }

    /** A translation whose native replies are streams of lines. */
    public static Translation streamed(
            NativeOperation operation, List<JsonObject> requests, Answer answer, NativeErrors errors) {
        return new Translation(operation, requests, true, answer, errors, null, null);
    }

    /** Returns this translation with another one to try when the model cannot do what was asked. */
    Translation orElse(@Nullable Translation other) {
        return new Translation(operation, requests, streamed, answer, errors, other, null);
    }

    /** Returns this translation with the reply that Ollama would give to its one request. */
    public Translation knowing(JsonObject reply) {
        return new Translation(operation, requests, streamed, answer, errors, null, reply);
    }

    /** Returns the native operation that every call of this translation uses. */
    public NativeOperation operation() {
        return operation;
    }

    /** Returns the native bodies, one per choice and never none; an empty object for operations without a body. */
    public List<JsonObject> requests() {
        return requests;
    }

    /** Returns the reply to the only request, when it is known without asking Ollama; else null. */
    public @Nullable JsonObject known() {
        return known;
    }

    /** Returns whether the client wants a stream of chunks; the native replies are then NDJSON. */
    public boolean streamed() {
        return streamed;
    }

    /**
     * Returns the answer for complete native replies.
     *
     * @param replies one per request, in the same order
     * @throws ApiException when one of them is an error
     */
    public JsonElement response(List<JsonObject> replies) throws ApiException {
        List<NativeReply> read = new ArrayList<>(replies.size());
        for (JsonObject reply : replies) {
            NativeReply document = new NativeReply(reply);
            if (document.element("error") != null) {
                throw new ApiException(errors.refusal(200, reply.toString()));
            }
            read.add(document);
        }
        return answer.response(read);
    }

    /** Returns the sequence of frames for streamed native replies. To be called once. */
    public FrameSequence frames() {
        return answer.frames(requests.size());
    }

    /**
     * Returns what an error of Ollama means to the client.
     *
     * @param status the native status, 400 or above
     * @param body the native body as text
     */
    public ApiError refusal(int status, String body) {
        return errors.refusal(status, body);
    }

    /**
     * Returns the translation to try instead after a refusal, or null when the refusal stands.
     *
     * @param refusal what {@link #refusal} returned
     */
    public @Nullable Translation fallback(ApiError refusal) {
        return errors.thinkField().equals(refusal.param()) ? fallback : null;
    }

    /** Returns every native body that this translation may come to send, those of its fallback included. */
    public List<JsonObject> possibleRequests() {
        List<JsonObject> bodies = new ArrayList<>(requests);
        if (fallback != null) {
            bodies.addAll(fallback.requests);
        }
        return bodies;
    }

    /** Returns whether {@link #fallback} may return one at all. */
    public boolean hasFallback() {
        return fallback != null;
    }
}
