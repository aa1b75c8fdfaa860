package io.github.ollamaguard.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import io.github.ollamaguard.usage.Usage;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranscoderTest {
    private static final String BROKEN = Dialect.OPENAI.json(ApiError.upstreamBroken());
    private static final String DONE = "data: [DONE]\n\n";

    private static final Translation.Options OPTIONS = new Translation.Options(2, ReasoningField.REASONING);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final TokenCount tokens = new TokenCount();

    @ParameterizedTest
    @CsvSource({
        "true, 200, true, false",
        "true, 399, true, false",
        "false, 200, false, true",
        "true, 400, false, false",
        "false, 503, false, false"
    })
    void theStatusAndTheRequestDecide(boolean stream, int status, boolean events, boolean document)
            throws ApiException {
        Transcoder transcoder = transcoder(stream, 1);
        transcoder.head(0, new UpstreamHead(status, null, -1, null));
        feed(transcoder, 0, line("a"));
        boolean refused = status >= 400;
        if (refused) {
            assertThatThrownBy(() -> transcoder.finish(0)).isInstanceOf(ApiException.class);
        } else {
            transcoder.finish(0);
        }

        assertThat(out.size() > 0).isEqualTo(events);
        assertThat(transcoder.isComplete()).isEqualTo(!refused);
        if (document) {
            assertThat(transcoder.document().toString()).contains("\"content\":\"a\"");
        }
    }

    @Test
    void aReplyWithoutAHeadIsTakenForAGoodOne() throws ApiException {
        Transcoder transcoder = transcoder(true, 1);
        feed(transcoder, 0, line("a"));

        assertThat(out.toString(UTF_8)).contains("\"content\":\"a\"");
    }

    @Test
    void aLineIsSentOnAtOnce() throws ApiException {
        Transcoder transcoder = transcoder(true, 1);
        feed(transcoder, 0, "{\"message\":{\"content\":\"a\"}}\n{\"message\"");

        assertThat(out.toString(UTF_8))
                .startsWith("data: {")
                .contains("\"content\":\"a\"")
                .endsWith("}\n\n");
    }

    @Test
    void theLastLineMayLackItsLineFeed() throws ApiException {
        Transcoder transcoder = transcoder(true, 1);
        feed(transcoder, 0, "{\"message\":{\"content\":\"a\"},\"done\":true}");
        assertThat(out.size()).isZero();
        assertThat(transcoder.isComplete()).isFalse();

        transcoder.finish(0);
        assertThat(out.toString(UTF_8)).contains("\"content\":\"a\"").endsWith(DONE);
        assertThat(transcoder.isComplete()).isTrue();
    }

    @Test
    void aDocumentIsGivenOutWhenItIsComplete() throws ApiException {
        Transcoder transcoder = transcoder(false, 1);
        feed(transcoder, 0, "{\"message\":{\"content\":\"a\"},\"done\":true}");
        assertThat(transcoder.isComplete()).isFalse();

        transcoder.finish(0);
        assertThat(transcoder.isComplete()).isTrue();
        assertThat(transcoder.document().toString()).startsWith("{").contains("\"content\":\"a\"");
        assertThat(out.size()).isZero();
    }

    @Test
    void aDocumentMayComeByteByByte() throws ApiException {
        Transcoder transcoder = transcoder(false, 1);
        byte[] bytes = "?{\"message\":{\"content\":\"ü\"},\"done\":true}?".getBytes(UTF_8);
        for (int at = 1; at < bytes.length - 1; at++) {
            transcoder.feed(0, bytes, at, 1);
        }
        transcoder.finish(0);

        assertThat(transcoder.document().toString()).contains("\"content\":\"ü\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''
            '[]'
            '{"message":'
            'not found'
            """)
    void whatIsNoDocumentIsInvalid(String reply) throws ApiException {
        Transcoder transcoder = transcoder(false, 1);
        feed(transcoder, 0, reply);

        assertThat(refusal(() -> transcoder.finish(0))).isEqualTo(ApiError.upstreamInvalid());
        assertThat(transcoder.isComplete()).isFalse();
    }

    @Test
    void aDocumentThatIsAnErrorIsRefused() throws ApiException {
        Transcoder transcoder = transcoder(false, 1);
        feed(transcoder, 0, "{\"error\":\"boom\"}");
        transcoder.finish(0);

        ApiError error = refusal(transcoder::document);
        assertThat(error.status()).isEqualTo(500);
        assertThat(error.message()).isEqualTo("boom");
    }

    @Test
    void aDocumentCanBeChangedBeforeItIsTranslated() throws ApiException {
        Transcoder transcoder = new Transcoder(
                Endpoint.MODELS.translate(new JsonObject(), OPTIONS),
                tokens,
                document -> document.getAsJsonArray("models").remove(0),
                new EventStream(out));
        feed(transcoder, 0, "{\"models\":[{\"name\":\"secret\"},{\"name\":\"open\"}]}");
        transcoder.finish(0);

        assertThat(transcoder.document().toString()).contains("\"open\"").doesNotContain("secret");
    }

    @Test
    void aRefusalIsThrownWhenItIsComplete() throws ApiException {
        for (boolean stream : new boolean[] {true, false}) {
            Transcoder transcoder = transcoder(stream, 1);
            transcoder.head(0, new UpstreamHead(404, "application/json", -1, null));
            feed(transcoder, 0, "{\"error\":\"model 'x' ");
            feed(transcoder, 0, "not found\"}");

            ApiError error = refusal(() -> transcoder.finish(0));
            assertThat(error.code()).isEqualTo("model_not_found");
            assertThat(error.retryAfter()).isNull();
            assertThat(out.size()).isZero();
            assertThat(tokens.usage()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"503, down, 7, 7", "429, slow, 900, 60", "503, server busy, 7, 1", "503, down, soon, "})
    void aRefusalSaysWhenToComeBack(int status, String message, String header, @Nullable Long seconds)
            throws ApiException {
        for (int calls = 1; calls <= 2; calls++) {
            int last = calls - 1;
            Transcoder transcoder = transcoder(true, calls);
            transcoder.head(last, new UpstreamHead(status, "application/json", -1, header));
            feed(transcoder, last, "{\"error\":\"" + message + "\"}");

            ApiError error = refusal(() -> transcoder.finish(last));
            assertThat(error.status()).isEqualTo(status);
            assertThat(error.message()).isEqualTo(message);
            assertThat(error.retryAfter()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
        }
    }

    @Test
    void aReplyMayBeginAnew() throws ApiException {
        Transcoder transcoder = transcoder(true, 1);
        transcoder.head(0, new UpstreamHead(503, "application/json", -1, null));
        feed(transcoder, 0, "{\"error\":\"busy\"}");
        transcoder.head(0, new UpstreamHead(200, "application/x-ndjson", -1, null));
        feed(transcoder, 0, line("a") + last(5, 9));
        transcoder.finish(0);

        assertThat(out.toString(UTF_8))
                .contains("\"content\":\"a\"")
                .doesNotContain("busy")
                .endsWith(DONE);
        assertThat(tokens.usage()).isEqualTo(new Usage(5, 9));
    }

    @Test
    void aBrokenStreamSaysSoInAnEvent() throws ApiException {
        Transcoder transcoder = transcoder(true, 1);
        feed(transcoder, 0, "{\"message\":{\"content\":\"a\"}}\n");
        out.reset();
        transcoder.failure(ApiError.upstreamBroken());

        assertThat(out.toString(UTF_8)).isEqualTo("event: error\ndata: " + BROKEN + "\n\n");
    }

    @Test
    void aStreamMayBreakBeforeItsFirstLine() throws ApiException {
        transcoder(true, 1).failure(ApiError.upstreamBroken());
        assertThat(out.toString(UTF_8)).isEqualTo("event: error\ndata: " + BROKEN + "\n\n");

        out.reset();
        transcoder(Endpoint.RESPONSES, "'input':'hi','stream':true").failure(ApiError.upstreamBroken());
        assertThat(out.toString(UTF_8))
                .startsWith("event: response.failed\ndata: {")
                .contains(
                        "\"status\":\"failed\"",
                        "\"code\":\"upstream_error\"",
                        "\"sequence_number\":0",
                        "\"model\":\"m\"");
    }

    /** Whoever sends it has nothing but a plain error to send then. */
    @Test
    void aBrokenDocumentHasNoFrame() throws ApiException {
        transcoder(false, 1).failure(ApiError.upstreamBroken());

        assertThat(out.size()).isZero();
    }

    @Test
    void anErrorInsideOfAStreamEndsIt() throws ApiException {
        Transcoder transcoder = transcoder(true, 1);
        ApiError error = refusal(() -> feed(transcoder, 0, line("a") + "{\"error\":\"boom\"}\n" + line("b")));

        assertThat(error.message()).isEqualTo("boom");
        assertThat(out.toString(UTF_8)).contains("\"content\":\"a\"").doesNotContain("\"content\":\"b\"");
        assertThat(tokens.usage()).isEqualTo(Usage.estimate(1));
    }

    @Test
    void aReplyHasALimit() throws ApiException {
        byte[] piece = new byte[1 << 20];
        for (int status : new int[] {200, 500}) {
            Transcoder transcoder = transcoder(false, 1);
            transcoder.head(0, new UpstreamHead(status, null, -1, null));
            for (int i = 0; i < 64; i++) {
                transcoder.feed(0, piece, 0, piece.length);
            }

            assertThat(refusal(() -> transcoder.feed(0, piece, 0, 1))).isEqualTo(ApiError.upstreamInvalid());
        }
    }

    @Test
    void aStreamCostsWhatOllamaCounts() throws ApiException {
        Transcoder transcoder = transcoder(true, 1);
        assertThat(tokens.usage()).isNull();
        feed(transcoder, 0, line("a"));
        assertThat(tokens.usage()).isEqualTo(Usage.estimate(1));
        feed(transcoder, 0, line("b") + line("c"));
        assertThat(tokens.usage()).isEqualTo(Usage.estimate(3));
        feed(transcoder, 0, last(5, 9));
        assertThat(tokens.usage()).isEqualTo(new Usage(5, 9));
        transcoder.finish(0);
        assertThat(tokens.usage()).isEqualTo(new Usage(5, 9));
    }

    @Test
    void aDocumentCostsWhatOllamaCounts() throws ApiException {
        Transcoder transcoder = transcoder(false, 1);
        String document = "{\"message\":{\"content\":\"a\"},\"done\":true,\"prompt_eval_count\":5,"
                + "\"eval_count\":9,\"prompt_eval_cached_count\":2}";
        feed(transcoder, 0, document);
        assertThat(tokens.usage()).isNull();
        transcoder.finish(0);
        assertThat(tokens.usage()).isEqualTo(new Usage(5, 9, 2));
    }

    @Test
    void ofADocumentWithoutCountersNothingIsKnown() throws ApiException {
        Transcoder transcoder = transcoder(false, 1);
        feed(transcoder, 0, "{\"message\":{\"content\":\"a\"},\"done\":true}");
        transcoder.finish(0);

        assertThat(tokens.usage()).isNull();
    }

    @Test
    void linesStandForTheTokensOfAnAbortedStream() throws ApiException {
        Transcoder transcoder = transcoder(true, 1);
        for (int i = 0; i < 10; i++) {
            feed(transcoder, 0, line("a") + "{\"message\":{\"thinking\":\"b\"},\"done\":false}\n");
        }
        feed(transcoder, 0, line("c").substring(0, 20));
        transcoder.failure(ApiError.upstreamBroken());

        assertThat(tokens.usage()).isEqualTo(Usage.estimate(20));
    }

    @Test
    void aStreamThatJustEndsIsAnEstimate() throws ApiException {
        Transcoder transcoder = transcoder(true, 1);
        feed(transcoder, 0, line("a") + line("b"));
        transcoder.finish(0);

        assertThat(out.toString(UTF_8)).endsWith(DONE);
        assertThat(tokens.usage()).isEqualTo(Usage.estimate(2));
    }

    @Test
    void choicesComeAsTheirLinesDo() throws ApiException {
        Transcoder transcoder = transcoder(true, 2);
        feed(transcoder, 0, line("a"));
        feed(transcoder, 1, line("b"));
        // The third line of a call and those behind it are not parsed any more.
        feed(transcoder, 0, line("c") + line("d"));
        feed(transcoder, 1, line("e") + line("f"));
        assertThat(contents(0)).isEqualTo("acd");
        assertThat(contents(1)).isEqualTo("bef");
        assertThat(tokens.usage()).isEqualTo(Usage.estimate(6));

        feed(transcoder, 1, last(5, 3));
        transcoder.finish(1);
        assertThat(transcoder.isComplete()).isFalse();
        assertThat(tokens.usage()).isEqualTo(new Usage(5, 6, 0, true));
        assertThat(out.toString(UTF_8)).doesNotContain("[DONE]");

        feed(transcoder, 0, line("g") + last(5, 4));
        assertThat(transcoder.isComplete()).isTrue();
        transcoder.finish(0);
        assertThat(contents(0)).isEqualTo("acdg");
        assertThat(contents(1)).isEqualTo("bef");
        assertThat(out.toString(UTF_8)).endsWith(DONE);
        assertThat(tokens.usage()).isEqualTo(new Usage(10, 7));
    }

    @Test
    void documentsOfSeveralCallsBecomeOne() throws ApiException {
        Transcoder transcoder = transcoder(false, 2);
        feed(transcoder, 1, "{\"message\":{\"content\":\"b\"},\"done\":true,\"prompt_eval_count\":5,");
        feed(transcoder, 0, "{\"message\":{\"content\":\"a\"},\"done\":true}");
        feed(transcoder, 1, "\"eval_count\":3}");
        transcoder.finish(1);
        assertThat(transcoder.isComplete()).isFalse();
        transcoder.finish(0);
        assertThat(transcoder.isComplete()).isTrue();

        assertThat(transcoder.document().toString())
                .matches(".*\"index\":0,[^}]*\"content\":\"a\".*\"index\":1,[^}]*\"content\":\"b\".*");
        assertThat(tokens.usage()).isEqualTo(new Usage(5, 3));
    }

    @Test
    void refusalOfOneCallIsThatOfAll() throws ApiException {
        Transcoder transcoder = transcoder(true, 2);
        feed(transcoder, 0, line("a"));
        transcoder.head(1, new UpstreamHead(500, "application/json", -1, null));
        feed(transcoder, 1, "{\"error\":\"boom\"}");

        assertThat(refusal(() -> transcoder.finish(1)).message()).isEqualTo("boom");
        assertThat(tokens.usage()).isEqualTo(Usage.estimate(1));
    }

    @Test
    void whatFollowsACompleteStreamIsIgnored() throws ApiException {
        Transcoder transcoder = transcoder(true, 1);
        feed(transcoder, 0, line("a") + last(5, 9));
        String answer = out.toString(UTF_8);
        feed(transcoder, 0, line("b") + "{\"error\":\"boom\"}\n" + last(6, 7));
        transcoder.finish(0);

        assertThat(transcoder.isComplete()).isTrue();
        assertThat(out.toString(UTF_8)).isEqualTo(answer).endsWith(DONE);
    }

    @Test
    void whatFollowsACompleteChoiceIsIgnored() throws ApiException {
        Transcoder transcoder = transcoder(true, 2);
        feed(transcoder, 0, line("a") + last(5, 9));
        feed(transcoder, 1, line("b"));
        feed(transcoder, 0, line("c") + line("d"));
        feed(transcoder, 1, line("e"));

        assertThat(contents(0)).isEqualTo("a");
        assertThat(contents(1)).isEqualTo("be");
    }

    @Test
    void whatFollowsTheCountersCostsNothing() throws ApiException {
        Transcoder transcoder = transcoder(true, 1);
        feed(transcoder, 0, line("a") + last(5, 9) + line("b") + last(6, 7));
        transcoder.finish(0);

        assertThat(tokens.usage()).isEqualTo(new Usage(5, 9));
    }

    @Test
    void aLastLineWithoutCountersIsNoToken() throws ApiException {
        Transcoder transcoder = transcoder(true, 1);
        feed(
                transcoder,
                0,
                "{\"model\":\"m\",\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"load\"}\n");
        transcoder.finish(0);

        assertThat(tokens.usage()).isNull();
    }

    private String contents(int choice) {
        StringBuilder contents = new StringBuilder();
        for (String event : out.toString(UTF_8).split("\n\n")) {
            if (event.equals("data: [DONE]")) {
                continue;
            }
            JsonObject chunk = JsonParser.parseString(event.substring("data: ".length()))
                    .getAsJsonObject()
                    .getAsJsonArray("choices")
                    .get(0)
                    .getAsJsonObject();
            JsonObject delta = chunk.getAsJsonObject("delta");
            if (chunk.get("index").getAsInt() == choice && delta.has("content")) {
                contents.append(delta.get("content").getAsString());
            }
        }
        return contents.toString();
    }

    /** A line exactly as Ollama writes it. */
    private static String line(String content) {
        return "{\"model\":\"m\",\"created_at\":\"2026-11-01T10:00:00Z\",\"message\":{\"role\":\"assistant\",\"content\":\""
                + content + "\"},\"done\":false}\n";
    }

    private static String last(int prompt, int completion) {
        return "{\"model\":\"m\",\"created_at\":\"2026-11-01T10:00:01Z\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
                + "\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":" + prompt + ",\"eval_count\":"
                + completion + "}\n";
    }

    private static void feed(Transcoder transcoder, int call, String text) throws ApiException {
        byte[] bytes = text.getBytes(UTF_8);
        transcoder.feed(call, bytes, 0, bytes.length);
    }

    private static ApiError refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        return Objects.requireNonNull(catchThrowableOfType(ApiException.class, action))
                .error();
    }

    private Transcoder transcoder(boolean stream, int calls) throws ApiException {
        return transcoder(
                Endpoint.CHAT,
                "'messages':[{'role':'user','content':'hi'}],'stream':" + stream + (calls == 1 ? "" : ",'n':" + calls));
    }

    private Transcoder transcoder(Endpoint endpoint, String members) throws ApiException {
        JsonObject request =
                JsonParser.parseString("{'model':'m'," + members + "}").getAsJsonObject();
        Consumer<JsonObject> unchanged = document -> {};
        return new Transcoder(endpoint.translate(request, OPTIONS), tokens, unchanged, new EventStream(out));
    }
}
