package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
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
    private final Answer answer;
    private final NativeErrors errors;
    private final @Nullable String dispensable;
    private final @Nullable JsonObject known;

    /** Made when somebody asks; always the same one, so that what is done to its bodies is not lost. */
    private @Nullable Translation withoutThinking;

    private Translation(
            NativeOperation operation,
            List<JsonObject> requests,
            Answer answer,
            NativeErrors errors,
            @Nullable String dispensable,
            @Nullable JsonObject known) {
        this.operation = operation;
        this.requests = requests;
        this.answer = answer;
        this.errors = errors;
        this.dispensable = dispensable;
        this.known = known;
    }

    /**
     * Returns a translation without a fallback.
     *
     * @param requests the native bodies, at least one
     */
    public static Translation of(
            NativeOperation operation, List<JsonObject> requests, Answer answer, NativeErrors errors) {
        return new Translation(operation, requests, answer, errors, null, null);
    }

    /**
     * Returns this translation with a fallback for models that cannot think.
     *
     * @param field the field that asked for thinking, or null when there shall be no fallback
     */
    public Translation dispensingWith(@Nullable String field) {
        return new Translation(operation, requests, answer, errors, field, known);
    }

    /** Returns this translation, without a fallback, with the reply that Ollama would give to its one request. */
    public Translation knowing(JsonObject reply) {
        return new Translation(operation, requests, answer, errors, null, reply);
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
        JsonElement stream = requests.get(0).get("stream");
        return stream != null && stream.getAsBoolean();
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

    /** Returns whether {@link #fallback} may return a translation at all. */
    public boolean hasFallback() {
        return dispensable != null;
    }

    /**
     * Returns the translation to try instead after a refusal, or null when the refusal stands.
     *
     * @param refusal what {@link #refusal} returned
     */
    public @Nullable Translation fallback(ApiError refusal) {
        return dispensable != null && dispensable.equals(refusal.param()) ? withoutThinking() : null;
    }

    /**
     * Returns the fallback, or null when there is none: the same answer for bodies without {@code think}, which share the
     * rest with those of this translation. It is made of them as they are now, so whatever rules they have to follow is to
     * be applied to the new ones as well.
     */
    public @Nullable Translation withoutThinking() {
        if (dispensable != null && withoutThinking == null) {
            withoutThinking = of(
                    operation,
                    requests.stream().map(Translation::withoutThinking).toList(),
                    answer,
                    errors);
        }
        return withoutThinking;
    }

    private static JsonObject withoutThinking(JsonObject body) {
        JsonObject plain = new JsonObject();
        plain.asMap().putAll(body.asMap());
        plain.remove("think");
        return plain;
    }
}
