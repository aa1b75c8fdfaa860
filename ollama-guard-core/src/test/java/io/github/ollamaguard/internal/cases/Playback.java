package io.github.ollamaguard.internal.cases;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.stream.EventStream;
import io.github.ollamaguard.internal.stream.TokenCount;
import io.github.ollamaguard.internal.stream.Transcoder;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Plays native replies through the translation, without HTTP, and tells what came of it. */
public final class Playback {
    /** All bytes of a reply at once. */
    public static final IntUnaryOperator WHOLE = start -> Integer.MAX_VALUE;

    private Playback() {}

    /** Returns the native bodies of a case and what the client gets, or its refusal. */
    public static JsonObject of(Case example) {
        JsonObject outcome = new JsonObject();
        try {
            Translation translation = example.translation();
            outcome.addProperty("operation", translation.operation().name());
            outcome.add("native", bodies(translation));
            if (example.isPlayed()) {
                List<String> replies = example.replies();
                JsonObject reply = replies.size() == 1
                        ? reply(translation, example.status(), replies.get(0), WHOLE)
                        : merged(translation, replies);
                reply.entrySet().forEach(member -> outcome.add(member.getKey(), member.getValue()));
            } else if (translation.known() != null) {
                reply(translation, 200, translation.known().toString(), WHOLE)
                        .entrySet()
                        .forEach(member -> outcome.add(member.getKey(), member.getValue()));
            }
        } catch (ApiException e) {
            outcome.add("error", error(e.error()));
        }
        return outcome;
    }

    /**
     * Returns what the client gets for the reply to a single call.
     *
     * @param pieceEnd where the piece ends that starts at an index
     */
    public static JsonObject reply(Translation translation, int status, String reply, IntUnaryOperator pieceEnd) {
        return reply(translation, status, reply.getBytes(StandardCharsets.UTF_8), pieceEnd);
    }

    /** The same for bytes, which need not be text. */
    static JsonObject reply(Translation translation, int status, byte[] bytes, IntUnaryOperator pieceEnd) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Transcoder transcoder = transcoder(translation, out);
        transcoder.head(0, new UpstreamHead(status, null, -1, null));
        try {
            for (int start = 0, end; start < bytes.length; start = end) {
                end = Math.min(bytes.length, pieceEnd.applyAsInt(start));
                transcoder.feed(0, bytes, start, end - start);
            }
            transcoder.finish(0);
            return outcome(translation, transcoder, out);
        } catch (ApiException e) {
            if (out.size() == 0) {
                return refused(translation, e.error());
            }
            // Whatever comes after the last line is nobody's business.
            if (!transcoder.isComplete()) {
                transcoder.failure(e.error());
            }
            return one("frames", Events.of(out));
        }
    }

    private static Transcoder transcoder(Translation translation, ByteArrayOutputStream out) {
        return new Transcoder(translation, new TokenCount(), document -> {}, new EventStream(out));
    }

    private static JsonObject outcome(Translation translation, Transcoder transcoder, ByteArrayOutputStream out)
            throws ApiException {
        return translation.streamed() ? one("frames", Events.of(out)) : one("answer", json(transcoder.document()));
    }

    private static JsonObject merged(Translation translation, List<String> replies) throws ApiException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Transcoder transcoder = transcoder(translation, out);
        try {
            interleave(transcoder, replies);
        } catch (ApiException e) {
            if (out.size() == 0) {
                throw e;
            }
            transcoder.failure(e.error());
            return one("frames", Events.of(out));
        }
        return outcome(translation, transcoder, out);
    }

    /** The first line of each call, then the second of each, and so on. */
    private static void interleave(Transcoder transcoder, List<String> replies) throws ApiException {
        List<List<String>> calls =
                replies.stream().map(reply -> reply.lines().toList()).toList();
        int longest = calls.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i <= longest; i++) {
            for (int call = 0; call < calls.size(); call++) {
                if (i < calls.get(call).size()) {
                    byte[] line = (calls.get(call).get(i) + "\n").getBytes(StandardCharsets.UTF_8);
                    transcoder.feed(call, line, 0, line.length);
                } else if (i == calls.get(call).size()) {
                    transcoder.finish(call);
                }
            }
        }
    }

    private static JsonObject refused(Translation translation, ApiError error) {
        JsonObject outcome = one("error", error(error));
        Translation fallback = translation.fallback(error);
        if (fallback != null) {
            outcome.add("fallback", bodies(fallback));
        }
        return outcome;
    }

    /** The bodies as Ollama reads them. */
    private static JsonArray bodies(Translation translation) {
        JsonArray bodies = new JsonArray();
        translation
                .requests()
                .forEach(body ->
                        bodies.add(StrictJson.parse(new String(StrictJson.bytes(body), StandardCharsets.UTF_8))));
        return bodies;
    }

    private static JsonObject error(ApiError error) {
        JsonObject json = new JsonObject();
        json.addProperty("status", error.status());
        json.addProperty("message", error.message());
        json.addProperty("type", error.type());
        json.addProperty("param", error.param());
        json.addProperty("code", error.code());
        if (error.retryAfter() != null) {
            json.addProperty("retryAfter", error.retryAfter().toSeconds());
        }
        return json;
    }

    /** The answer as a client reads it. */
    private static JsonElement json(JsonElement answer) {
        String text = new String(StrictJson.bytes(answer), StandardCharsets.UTF_8);
        JsonElement json = StrictJson.parse(text);
        if (json == null) {
            throw new AssertionError("not JSON: " + text);
        }
        return json;
    }

    private static JsonObject one(String name, JsonElement value) {
        JsonObject object = new JsonObject();
        object.add(name, value);
        return object;
    }
}
