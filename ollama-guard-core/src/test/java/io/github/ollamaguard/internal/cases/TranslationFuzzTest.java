package io.github.ollamaguard.internal.cases;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.stream.EventStream;
import io.github.ollamaguard.internal.stream.TokenCount;
import io.github.ollamaguard.internal.stream.Transcoder;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.translate.shared.Translation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client or Ollama sends, and however it arrives, a refusal or a well-formed answer comes out. */
class TranslationFuzzTest {
    private static final Translation.Options OPTIONS = new Translation.Options(2, ReasoningField.BOTH);

    private static final Set<String> MADE_UP =
            Set.of("id", "item_id", "call_id", "created", "created_at", "completed_at");

    /** One request for each way that a reply can take. */
    private enum Way {
        CHAT(Endpoint.CHAT, "'messages':[{'role':'user','content':'a'}],'logprobs':true"),
        CHAT_STREAM(Endpoint.CHAT, "'messages':[{'role':'user','content':'a'}],'stream':true"),
        CHAT_STREAM_WITH_ALL(
                Endpoint.CHAT,
                "'messages':[{'role':'user','content':'a'}],'stream':true,'stream_options':{'include_usage':true},"
                        + "'logprobs':true,'parallel_tool_calls':false"),
        COMPLETION(Endpoint.COMPLETIONS, "'prompt':'a','logprobs':1,'echo':true"),
        COMPLETION_STREAM(Endpoint.COMPLETIONS, "'prompt':'a','logprobs':1,'echo':true,'stream':true"),
        EMBEDDING(Endpoint.EMBEDDINGS, "'input':'a'"),
        EMBEDDING_BASE64(Endpoint.EMBEDDINGS, "'input':'a','encoding_format':'base64'"),
        RESPONSE(Endpoint.RESPONSES, "'input':'a'"),
        RESPONSE_STREAM(Endpoint.RESPONSES, "'input':'a','stream':true,'top_logprobs':1"),
        MODELS(Endpoint.MODELS, "'x':0"),
        MODEL(Endpoint.MODEL, "'x':0");

        private final Endpoint endpoint;
        private final JsonObject request;

        Way(Endpoint endpoint, String members) {
            this.endpoint = endpoint;
            this.request =
                    JsonParser.parseString("{'model':'m'," + members + "}").getAsJsonObject();
        }

        Translation translation() {
            try {
                return endpoint.translate(request, OPTIONS);
            } catch (ApiException e) {
                throw new AssertionError("a good request was refused", e);
            }
        }
    }

    static Stream<byte[]> requests() throws IOException {
        return Case.all().map(example -> StrictJson.bytes(example.json().get("request")));
    }

    static Stream<byte[]> replies() throws IOException {
        return Case.played().map(example -> example.replies().get(0).getBytes(UTF_8));
    }

    /** The lines of two calls, each line with the number of its call in front. */
    static Stream<byte[]> interleavings() throws IOException {
        return Case.all()
                .filter(example ->
                        example.json().has("lines") && example.replies().size() == 2)
                .map(example -> numbered("0", example.replies().get(0))
                        + numbered("1", example.replies().get(1)))
                .map(lines -> lines.getBytes(UTF_8));
    }

    @MethodSource("requests")
    @FuzzTest
    void anyRequestIsRefusedOrTranslated(byte[] body) {
        JsonObject request;
        try {
            request = StrictJson.object(body);
        } catch (ApiException e) {
            isWellFormed(e.error(), 400, 400);
            return;
        }
        JsonObject before = request.deepCopy();
        for (Endpoint endpoint : Endpoint.values()) {
            try {
                Translation translation = endpoint.translate(request, OPTIONS);
                assertThat(translation.requests()).isNotEmpty().allSatisfy(TranslationFuzzTest::isAcceptedAgain);
                for (String field : List.of("reasoning", "reasoning_effort", "thinking")) {
                    Translation fallback = translation.fallback(ApiError.invalid(field, "no"));
                    if (fallback != null) {
                        assertThat(fallback.requests()).isNotEmpty().allSatisfy(TranslationFuzzTest::isAcceptedAgain);
                    }
                }
            } catch (ApiException e) {
                isWellFormed(e.error(), 400, 499);
            }
            assertThat(request).isEqualTo(before);
        }
    }

    @MethodSource("replies")
    @FuzzTest
    void anyReplyBecomesAnAnswerHoweverItIsSplit(byte[] reply) {
        for (Way way : Way.values()) {
            JsonObject whole = Playback.reply(way.translation(), 200, reply, Playback.WHOLE);
            Contract.holds(whole);
            JsonObject inBytes = Playback.reply(way.translation(), 200, reply, start -> start + 1);
            assertThat(withoutIds(inBytes)).isEqualTo(withoutIds(whole));
        }
        Contract.holds(Playback.reply(Way.CHAT.translation(), 500, reply, Playback.WHOLE));
    }

    @MethodSource("interleavings")
    @FuzzTest
    void anyInterleavingBecomesAStream(byte[] lines) {
        String two = "'n':2,'stream':true,'stream_options':{'include_usage':true},'model':'m',";
        List<String> requests = List.of(
                "{" + two + "'messages':[{'role':'user','content':'a'}]}", "{" + two + "'prompt':'a','echo':true}");
        for (Endpoint endpoint : List.of(Endpoint.CHAT, Endpoint.COMPLETIONS)) {
            JsonObject request =
                    JsonParser.parseString(requests.get(endpoint.ordinal())).getAsJsonObject();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                Transcoder transcoder = new Transcoder(
                        endpoint.translate(request, OPTIONS), new TokenCount(), document -> {}, new EventStream(out));
                try {
                    interleave(new String(lines, UTF_8), transcoder);
                } catch (ApiException e) {
                    isWellFormed(e.error(), 400, 599);
                    transcoder.failure(e.error());
                }
            } catch (ApiException e) {
                throw new AssertionError("a good request was refused", e);
            }
            JsonObject outcome = new JsonObject();
            outcome.add("frames", Events.of(out));
            Contract.holds(outcome);
        }
    }

    private static void interleave(String lines, Transcoder transcoder) throws ApiException {
        for (String line : lines.split("\n")) {
            if (!line.isEmpty() && StrictJson.reply(line.substring(1)) instanceof JsonObject) {
                byte[] bytes = (line.substring(1) + "\n").getBytes(UTF_8);
                transcoder.feed(line.charAt(0) % 2, bytes, 0, bytes.length);
            }
        }
        transcoder.finish(0);
        transcoder.finish(1);
    }

    private static String numbered(String call, String lines) {
        return lines.lines().map(line -> call + line + "\n").collect(Collectors.joining());
    }

    /** Leaves out what is made up anew for each answer. */
    private static JsonElement withoutIds(JsonElement element) {
        if (element instanceof JsonObject object) {
            MADE_UP.forEach(object::remove);
            object.asMap().values().forEach(TranslationFuzzTest::withoutIds);
        } else if (element instanceof JsonArray array) {
            array.forEach(TranslationFuzzTest::withoutIds);
        }
        return element;
    }

    private static void isAcceptedAgain(JsonObject body) {
        assertThat(StrictJson.parse(new String(StrictJson.bytes(body), UTF_8))).isEqualTo(body);
    }

    private static void isWellFormed(ApiError error, int from, int to) {
        assertThat(error.status()).isBetween(from, to);
        assertThat(error.message()).isNotBlank();
        JsonObject json = JsonParser.parseString(Dialect.OPENAI.json(error)).getAsJsonObject();
        assertThat(json.getAsJsonObject("error").keySet()).isEqualTo(Set.of("message", "type", "param", "code"));
    }
}
