package io.github.ollamaguard.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.translate.shared.Frame;
import io.github.ollamaguard.internal.translate.shared.TranslationOptions;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranscodersTest {
    private static final String BROKEN = Dialect.OPENAI.json(ApiError.upstreamBroken());

    private static final TranslationOptions OPTIONS = new TranslationOptions(1, ReasoningField.REASONING);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource({
        "true, 200, text/event-stream; charset=utf-8, true",
        "false, 200, application/json, false",
        "true, 400, application/json, false",
        "false, 503, application/json, false",
    })
    void theStatusAndTheRequestDecide(boolean stream, int status, String contentType, boolean events)
            throws ApiException {
        Transcoder transcoder = transcoder(stream, status);

        assertThat(transcoder.contentType()).isEqualTo(contentType);
        assertThat(transcoder.isEventStream()).isEqualTo(events);
    }

    @Test
    void aLineIsSentOnAtOnce() throws ApiException {
        Transcoder transcoder = transcoder(true, 200);
        feed(transcoder, "{\"message\":{\"content\":\"a\"}}\n{\"message\"");

        assertThat(out.toString(UTF_8))
                .startsWith("data: {")
                .contains("\"content\":\"a\"")
                .endsWith("}\n\n");
    }

    @Test
    void theLastLineMayLackItsLineFeed() throws ApiException {
        Transcoder transcoder = transcoder(true, 200);
        feed(transcoder, "{\"message\":{\"content\":\"a\"},\"done\":true}");
        assertThat(out.size()).isZero();

        transcoder.finish(out);
        assertThat(out.toString(UTF_8)).contains("\"content\":\"a\"").endsWith("data: [DONE]\n\n");
    }

    @Test
    void aDocumentIsSentWhenItIsComplete() throws ApiException {
        Transcoder transcoder = transcoder(false, 200);
        feed(transcoder, "{\"message\":{\"content\":\"a\"},\"done\":true}");
        assertThat(out.size()).isZero();

        transcoder.finish(out);
        assertThat(out.toString(UTF_8)).startsWith("{").contains("\"content\":\"a\"");
    }

    @Test
    void aRefusalIsThrownWhenItIsComplete() throws ApiException {
        Transcoder transcoder = transcoder(true, 404);
        feed(transcoder, "{\"error\":\"model 'x' ");
        feed(transcoder, "not found\"}");

        assertThatThrownBy(() -> transcoder.finish(out))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().code()).isEqualTo("model_not_found"));
        assertThat(out.size()).isZero();
    }

    @Test
    void aBrokenStreamSaysSoInAnEvent() throws ApiException {
        Transcoder transcoder = transcoder(true, 200);
        feed(transcoder, "{\"message\":{\"content\":\"a\"}}\n");
        out.reset();
        transcoder.failure(ApiError.upstreamBroken(), out);

        assertThat(out.toString(UTF_8)).isEqualTo("event: error\ndata: " + BROKEN + "\n\n");
    }

    @Test
    void aStreamMayBreakBeforeItsFirstLine() throws ApiException {
        transcoder(true, 200).failure(ApiError.upstreamBroken(), out);
        assertThat(out.toString(UTF_8)).isEqualTo("event: error\ndata: " + BROKEN + "\n\n");

        out.reset();
        JsonObject request = JsonParser.parseString("{\"model\":\"m\",\"input\":\"hi\",\"stream\":true}")
                .getAsJsonObject();
        Transcoders.reply(Endpoint.RESPONSES.translate(request, OPTIONS), 200).failure(ApiError.upstreamBroken(), out);
        assertThat(out.toString(UTF_8))
                .startsWith("event: response.failed\ndata: {")
                .contains(
                        "\"status\":\"failed\"",
                        "\"code\":\"upstream_error\"",
                        "\"sequence_number\":0",
                        "\"model\":\"m\"");
    }

    @ParameterizedTest
    @CsvSource({"false, 200", "true, 500"})
    void aBrokenDocumentSaysSoInADocument(boolean stream, int status) throws ApiException {
        transcoder(stream, status).failure(ApiError.upstreamBroken(), out);

        assertThat(out.toString(UTF_8)).isEqualTo(BROKEN);
    }

    @Test
    void aReplyHasALimit() throws ApiException {
        byte[] piece = new byte[1 << 20];
        for (int status : new int[] {200, 500}) {
            Transcoder transcoder = transcoder(false, status);
            for (int i = 0; i < 64; i++) {
                transcoder.feed(piece, 0, piece.length, out);
            }

            assertThatThrownBy(() -> transcoder.feed(piece, 0, 1, out))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.error()).isEqualTo(ApiError.upstreamInvalid()));
        }
    }

    @Test
    void anEventIsALineOrTwo() {
        EventStream.append(new Frame(null, "{}"), out);
        EventStream.append(new Frame("name", "é"), out);
        EventStream.append(Frame.DONE, out);

        assertThat(out.toString(UTF_8)).isEqualTo("data: {}\n\nevent: name\ndata: é\n\ndata: [DONE]\n\n");
        assertThat(EventStream.KEEP_ALIVE).startsWith(":").endsWith("\n\n");
    }

    private void feed(Transcoder transcoder, String text) throws ApiException {
        byte[] bytes = text.getBytes(UTF_8);
        transcoder.feed(bytes, 0, bytes.length, out);
    }

    private static Transcoder transcoder(boolean stream, int status) throws ApiException {
        String request =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":" + stream + "}";
        return Transcoders.reply(
                Endpoint.CHAT.translate(JsonParser.parseString(request).getAsJsonObject(), OPTIONS), status);
    }
}
