package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one request becomes: native calls, and the way from their replies to an answer. Made by a {@link Translator};
 * used once. Not thread-safe.
 *
 * @param operation the native operation that every call uses
 * @param requests the native bodies, one per choice and never none; an empty object for operations without a body
 * @param answer the way back
 * @param errors what Ollama's errors mean to the client
 * @param dispensable the field to do without when the model cannot think, or null when a refusal to think stands
 * @param known the reply to the only request, when it is known without asking Ollama; else null
 */
public record Translation(
        NativeOperation operation,
        List<JsonObject> requests,
        Answer answer,
        NativeErrors errors,
        @Nullable String dispensable,
        @Nullable JsonObject known) {

    /** The way from the requests of one endpoint to Ollama: a pure function. Stateless and thread-safe. */
    @FunctionalInterface
    public interface Translator {
        /**
         * Returns what a request becomes.
         *
         * @param request the body; for endpoints with a model in their path an object with the member {@code model}
         * @throws ApiException when the request is invalid
         */
        Translation translate(JsonObject request, Options options) throws ApiException;
    }

    /**
     * What an operator may choose about the translation.
     *
     * @param maxChoices the most native calls for one request, 1 or more
     * @param reasoningField where the thinking of a model goes
     */
    public record Options(int maxChoices, ReasoningField reasoningField) {}

    /** The way back: from native replies to the answer that the client gets. Not thread-safe. */
    public interface Answer {
        /** Returns the answer for complete replies, one per call. */
        JsonElement response(List<NativeReply> replies) throws ApiException;

        /**
         * Returns the frames for streamed replies; only endpoints that stream have any.
         *
         * @param calls how many native calls there are
         * @param errors what an error inside a stream means
         */
        default FrameSequence frames(int calls, NativeErrors errors) {
            throw new IllegalStateException("this endpoint does not stream");
        }
    }

    /** Returns a translation without a fallback, to which Ollama has to reply. */
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
            read.add(errors.checked(reply));
        }
        return answer.response(read);
    }

    /** Returns the sequence of frames for streamed native replies. To be called once. */
    public FrameSequence frames() {
        return answer.frames(requests.size(), errors);
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
     * Returns the translation to try instead after a refusal, or null when the refusal stands: the same answer for
     * bodies without {@code think}, which share the rest with those of this translation. They are copies of the bodies
     * as they are now, so whatever rules those have to follow are to be applied to the new ones as well.
     *
     * @param refusal what {@link #refusal} returned
     */
    public @Nullable Translation fallback(ApiError refusal) {
        if (dispensable == null || !dispensable.equals(refusal.param())) {
            return null;
        }
        List<JsonObject> plain = requests.stream().map(Json::copy).toList();
        plain.forEach(body -> body.remove("think"));
        return of(operation, plain, answer, errors);
    }
}
