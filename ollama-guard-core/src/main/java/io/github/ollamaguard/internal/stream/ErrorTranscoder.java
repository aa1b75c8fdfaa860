package io.github.ollamaguard.internal.stream;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.translate.shared.Translation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A native error answer, thrown as OpenAI's once it is complete. Not thread-safe. */
final class ErrorTranscoder implements Transcoder {
    private final Collected reply = new Collected();
    private final Translation exchange;
    private final int status;

    ErrorTranscoder(Translation exchange, int status) {
        this.exchange = exchange;
        this.status = status;
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
        throw new ApiException(exchange.refusal(status, reply.text()));
    }

    @Override
    public void failure(ApiError error, ByteArrayOutputStream out) {
        out.writeBytes(Dialect.OPENAI.json(error).getBytes(StandardCharsets.UTF_8));
    }
}
