package io.github.ollamaguard.internal.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.translate.Exchange;
import io.github.ollamaguard.internal.translate.Frame;
import io.github.ollamaguard.internal.translate.FrameSequence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Whatever comes in, a refusal or a well-formed answer comes out. A failure names the seed that repeats it. */
class FuzzTest {
    private static final int ROUNDS = 10_000;
    private static final long LIMIT_NS = 3_000_000_000L;

    @Test
    void anyRequestIsRefusedOrTranslated() throws IOException {
        List<Case> cases = Case.all().toList();
        repeat(seed -> {
            Mutations mutations = new Mutations(seed);
            Case example = mutations.any(cases);
            JsonObject request = mutations.of(example.json().getAsJsonObject("request"));
            JsonObject before = request.deepCopy();
            try {
                Exchange exchange = example.exchange(request);
                assertThat(exchange.requests()).isNotEmpty().allSatisfy(FuzzTest::isAcceptedAgain);
            } catch (ApiException e) {
                isWellFormed(e.error(), 400, 499);
            }
            assertThat(request).as("the request itself").isEqualTo(before);
        });
    }

    @Test
    void anyReplyIsRefusedOrTranslated() throws IOException {
        List<Case> cases = Case.played().toList();
        repeat(seed -> {
            Mutations mutations = new Mutations(seed);
            Case example = mutations.any(cases);
            StringBuilder reply = new StringBuilder();
            for (String line : example.replies().get(0).lines().toList()) {
                boolean intact = mutations.coin() || !(StrictJson.parse(line) instanceof JsonObject);
                reply.append(
                                intact
                                        ? line
                                        : mutations.of(
                                                JsonParser.parseString(line).getAsJsonObject()))
                        .append('\n');
            }
            String text = mutations.coin() ? reply.toString() : mutations.of(reply.toString());
            JsonObject outcome = played(example, text);

            assertThat(outcome.keySet()).containsAnyOf("answer", "frames", "error");
            if (outcome.has("frames")) {
                endsProperly(outcome.getAsJsonArray("frames").asList());
            }
        });
    }

    @Test
    void anyInterleavingIsRefusedOrTranslated() throws IOException {
        List<Case> cases = Case.all()
                .filter(example ->
                        example.json().has("lines") && example.replies().size() > 1)
                .toList();
        repeat(seed -> {
            Mutations mutations = new Mutations(seed);
            Case example = mutations.any(cases);
            List<JsonElement> frames = new ArrayList<>();
            try {
                interleave(mutations, example, frame -> frames.add(JsonParser.parseString(frame.data())));
            } catch (ApiException e) {
                isWellFormed(e.error(), 400, 599);
            }
        });
    }

    @Test
    void anyTextIsRefusedOrReadAndWrittenAlike() throws IOException {
        List<Case> cases = Case.all().toList();
        repeat(seed -> {
            Mutations mutations = new Mutations(seed);
            JsonElement read = StrictJson.parse(
                    mutations.of(mutations.any(cases).json().get("request").toString()));
            if (read != null) {
                String written = new String(StrictJson.bytes(read), StandardCharsets.UTF_8);
                assertThat(StrictJson.parse(written)).isEqualTo(read).hasToString(written);
            }
        });
    }

    private static void interleave(Mutations mutations, Case example, Consumer<Frame> sink) throws ApiException {
        FrameSequence frames = example.exchange().frames();
        List<Deque<String>> calls = new ArrayList<>();
        example.replies()
                .forEach(reply -> calls.add(new ArrayDeque<>(reply.lines().toList())));
        List<Integer> open = new ArrayList<>(List.of(0, 1));
        while (!open.isEmpty()) {
            Integer call = mutations.any(open);
            if (calls.get(call).isEmpty()) {
                frames.end(call, sink);
                open.removeIf(call::equals);
            } else if (StrictJson.parse(calls.get(call).remove()) instanceof JsonObject line) {
                frames.line(call, mutations.coin() ? line : mutations.of(line), sink);
            }
        }
    }

    private static JsonObject played(Case example, String reply) {
        try {
            return Playback.reply(example.exchange(), example.status(), reply, Playback.WHOLE);
        } catch (ApiException e) {
            throw new AssertionError("a good request was refused", e);
        }
    }

    /** A stream ends in words that every client knows, or with an error. */
    private static void endsProperly(List<JsonElement> frames) {
        JsonElement last = frames.get(frames.size() - 1);
        boolean failed = last instanceof JsonObject object && object.has("event");
        assertThat(failed || last.getAsString().equals("[DONE]")).as("%s", last).isTrue();
    }

    private static void isAcceptedAgain(JsonObject body) {
        JsonElement again = StrictJson.parse(new String(StrictJson.bytes(body), StandardCharsets.UTF_8));
        assertThat(again).isEqualTo(body);
    }

    private static void isWellFormed(ApiError error, int from, int to) {
        assertThat(error.status()).isBetween(from, to);
        assertThat(error.message()).isNotBlank();
        JsonObject json = JsonParser.parseString(Dialect.OPENAI.json(error)).getAsJsonObject();
        assertThat(json.getAsJsonObject("error").keySet()).isEqualTo(Set.of("message", "type", "param", "code"));
    }

    private static void repeat(LongConsumer round) {
        long end = System.nanoTime() + LIMIT_NS;
        for (long seed = 0; seed < ROUNDS && System.nanoTime() < end; seed++) {
            try {
                round.accept(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e, e);
            }
        }
    }
}
