package io.github.ollamaguard.internal.cases;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.stream.EventStream;
import io.github.ollamaguard.internal.stream.NdjsonReader;
import io.github.ollamaguard.internal.stream.Transcoder;
import io.github.ollamaguard.internal.stream.Transcoders;
import io.github.ollamaguard.internal.translate.shared.Frame;
import io.github.ollamaguard.internal.translate.shared.FrameSequence;
import io.github.ollamaguard.internal.translate.shared.Translation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
        Transcoder transcoder = Transcoders.reply(translation, status);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            for (int start = 0, end; start < bytes.length; start = end) {
                end = Math.min(bytes.length, pieceEnd.applyAsInt(start));
                transcoder.feed(bytes, start, end - start, out);
            }
            transcoder.finish(out);
        } catch (ApiException e) {
            if (out.size() == 0) {
                return refused(translation, e.error());
            }
            // Whatever comes after the last line is nobody's business.
            if (!transcoder.isComplete()) {
                transcoder.failure(e.error(), out);
            }
        }
        return transcoder.isEventStream() ? one("frames", Events.of(out)) : one("answer", json(out));
    }

    private static JsonObject merged(Translation translation, List<String> replies) throws ApiException {
        if (!translation.streamed()) {
            List<JsonObject> documents = new ArrayList<>();
            replies.forEach(reply -> documents.add((JsonObject) StrictJson.parse(reply)));
            return one("answer", translation.response(documents));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameSequence frames = translation.frames();
        Consumer<Frame> sink = frame -> EventStream.append(frame, out);
        try {
            interleave(frames, replies, sink);
        } catch (ApiException e) {
            if (out.size() == 0) {
                throw e;
            }
            sink.accept(frames.failure(e.error()));
        }
        return one("frames", Events.of(out));
    }

    /** The first line of each call, then the second of each, and so on. */
    private static void interleave(FrameSequence frames, List<String> replies, Consumer<Frame> sink)
            throws ApiException {
        List<List<String>> calls =
                replies.stream().map(reply -> reply.lines().toList()).toList();
        int longest = calls.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i <= longest; i++) {
            for (int call = 0; call < calls.size(); call++) {
                if (i < calls.get(call).size()) {
                    line(frames, call, calls.get(call).get(i), sink);
                } else if (i == calls.get(call).size()) {
                    frames.end(call, sink);
                }
            }
        }
    }

    private static void line(FrameSequence frames, int call, String text, Consumer<Frame> sink) throws ApiException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        NdjsonReader reader = new NdjsonReader();
        reader.feed(bytes, 0, bytes.length, json -> frames.line(call, json, sink));
        reader.finish(json -> frames.line(call, json, sink));
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

    private static JsonElement json(ByteArrayOutputStream out) {
        JsonElement json = StrictJson.parse(out.toString(StandardCharsets.UTF_8));
        if (json == null) {
            throw new AssertionError("not JSON: " + out.toString(StandardCharsets.UTF_8));
        }
        return json;
    }

    private static JsonObject one(String name, JsonElement value) {
        JsonObject object = new JsonObject();
        object.add(name, value);
        return object;
    }
}
