package io.github.ollamaguard.internal.stream;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.translate.shared.Translation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One complete native document to one OpenAI document. Not thread-safe. */
final class JsonTranscoder implements Transcoder {
    private final Collected reply = new Collected();
    private final Translation exchange;

    JsonTranscoder(Translation exchange) {
        this.exchange = exchange;
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public boolean isEventStream() {
        return false;
    }

    @Override
    public void feed(byte[] bytes, int offset, int length, ByteArrayOutputStream out) throws ApiException {
        reply.add(bytes, offset, length);
    }

    @Override
    public void finish(ByteArrayOutputStream out) throws ApiException {
        if (!(StrictJson.reply(reply.text()) instanceof JsonObject document)) {
            throw new ApiException(ApiError.upstreamInvalid());
        }
        out.writeBytes(StrictJson.bytes(exchange.response(List.of(document))));
    }

    @Override
    public void failure(ApiError error, ByteArrayOutputStream out) {
        out.writeBytes(Dialect.OPENAI.json(error).getBytes(StandardCharsets.UTF_8));
    }
}
