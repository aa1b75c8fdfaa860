package io.github.ollamaguard.internal.gateway;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.BrokenAnswerException;
import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.stream.EventStream;
import io.github.ollamaguard.internal.stream.Transcoder;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import java.io.IOException;

/** The answer in the client's own dialect: one document, one error, or a stream of frames that ends cleanly or is cut. */
final class TranslatedAnswer implements ClientAnswer {
    /** How far the answer has come. */
    private enum State {
        /** Nothing has been sent: any answer is possible. */
        OPEN,
        /** A stream has begun, with nothing but signs of life so far. */
        WAITING,
        /** Frames have been sent, and more may follow. */
        STREAMING,
        /** All has been sent, or nothing more can be. */
        OVER
    }

    private final Exchange exchange;
    private final ClientResponse response;
    private final boolean streamed;
    private final Transcoder transcoder;
    private State state;

    TranslatedAnswer(Exchange exchange, Translation translation) {
        this.exchange = exchange;
        this.response = exchange.response();
        this.streamed = translation.streamed();
        // Another translation may have been tried before.
        this.state = response.isCommitted() ? State.WAITING : State.OPEN;
        this.transcoder = new Transcoder(
                translation,
                exchange.recording().tokens(),
                document -> {
                    if (translation.operation().listsModels()) {
                        exchange.rules().keepVisible(document);
                    }
                },
                response.frames());
    }

    @Override
    public void head(int call, UpstreamHead head) {
        transcoder.head(call, head);
    }

    @Override
    public void bytes(int call, byte[] bytes, int offset, int length) throws ApiException, IOException {
        try {
            transcoder.feed(call, bytes, offset, length);
        } finally {
            // Also what came before a line that is an error.
            sendFrames();
        }
    }

    @Override
    public void end(int call) throws ApiException, IOException {
        try {
            transcoder.finish(call);
        } finally {
            sendFrames();
        }
        if (!streamed && transcoder.isComplete()) {
            byte[] document = StrictJson.bytes(transcoder.document());
            state = State.OVER;
            response.status(200);
            response.header("Content-Type", "application/json");
            response.document(document);
        }
    }

    private void sendFrames() throws IOException {
        if (!response.hasFrames()) {
            return;
        }
        beginStream();
        state = transcoder.isComplete() ? State.OVER : State.STREAMING;
        response.sendFrames();
        exchange.recording().sentContent();
    }

    private void beginStream() {
        if (state == State.OPEN) {
            state = State.WAITING;
            response.status(200);
            response.header("Content-Type", EventStream.CONTENT_TYPE);
            response.header("Cache-Control", "no-cache");
            // nginx would otherwise collect the stream.
            response.header("X-Accel-Buffering", "no");
        }
    }

    /** Returns whether more than signs of life has been sent, so that no other translation can be tried. */
    boolean hasContent() {
        return state == State.STREAMING || state == State.OVER;
    }

    @Override
    public boolean isOver() {
        return state == State.OVER;
    }

    @Override
    public boolean hasKeepAlive() {
        return streamed;
    }

    @Override
    public void keepAlive() throws IOException {
        beginStream();
        response.keepAlive();
    }

    @Override
    public void fail(ApiError error) throws IOException {
        if (state == State.OPEN) {
            state = State.OVER;
            response.resetFrames();
            ErrorWriter.refuse(exchange, error);
        } else if (state != State.OVER) {
            state = State.OVER;
            exchange.recording().answered(error);
            transcoder.failure(error);
            response.sendFrames();
            throw BrokenAnswerException.afterLastWords("The answer could not be completed.");
        }
    }
}
