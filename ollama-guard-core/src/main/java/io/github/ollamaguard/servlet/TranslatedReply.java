package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.stream.Tail;
import io.github.ollamaguard.internal.stream.Transcoder;
import io.github.ollamaguard.internal.stream.Transcoders;
import io.github.ollamaguard.internal.translate.shared.NativeUsage;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.upstream.BrokenReplyException;
import io.github.ollamaguard.upstream.Downstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The one native reply of an exchange, on its way into the OpenAI answer. Used by one thread at a time. */
final class TranslatedReply implements Downstream {
    private final Translation exchange;
    private final OpenAiAnswer answer;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Tail tail = new Tail();
    private int status = 200;
    private @Nullable String retryAfter;
    private @Nullable Transcoder transcoder;

    TranslatedReply(Translation exchange, OpenAiAnswer answer) {
        this.exchange = exchange;
        this.answer = answer;
        answer.recording().usage(() -> NativeUsage.ofTail(tail.bytes()));
    }

    OpenAiAnswer answer() {
        return answer;
    }

    int status() {
        return status;
    }

    /** Takes the status of the native reply; without effect once its body has begun. */
    void status(int newStatus) {
        status = newStatus;
    }

    /** Takes the header {@code Retry-After} of the native reply. */
    void retryAfter(@Nullable String header) {
        retryAfter = header;
    }

    /** Forgets the part of the body that has come; to be used as long as nothing has been sent. */
    void resetBody() {
        transcoder = null;
        out.reset();
    }

    /**
     * Takes bytes of the native reply and sends what they become.
     *
     * @throws BrokenReplyException when no more are wanted: the answer is complete or broken
     */
    void feed(byte[] bytes, int offset, int length) throws IOException {
        if (answer.isOver()) {
            throw new BrokenReplyException("The answer is over.");
        }
        tail.add(bytes, offset, length);
        Transcoder current = transcoder();
        try {
            current.feed(bytes, offset, length, out);
        } catch (ApiException e) {
            sendEvents(current);
            failed(e.error());
            throw new BrokenReplyException("The answer was refused.");
        }
        sendEvents(current);
    }

    /** Takes the clean end of the native reply and sends the rest of the answer; without effect when it is over. */
    void finish() throws IOException {
        if (answer.isOver()) {
            return;
        }
        Transcoder current = transcoder();
        try {
            current.finish(out);
        } catch (ApiException e) {
            sendEvents(current);
            failed(e.error());
            return;
        }
        if (current.isEventStream()) {
            answer.end(out);
        } else {
            answer.document(current.contentType(), out);
        }
    }

    @Override
    public boolean hearsIdle() {
        return exchange.streamed();
    }

    @Override
    public void idle() throws IOException {
        if (answer.isOver()) {
            throw new BrokenReplyException("The answer is over.");
        }
        if (exchange.streamed()) {
            answer.keepAlive();
        }
    }

    @Override
    public void failed(ApiError error) throws IOException {
        answer.fail(RetryHint.added(error, retryAfter), out, this::appendFailure);
    }

    /** Sends what has become of the reply so far, also when its next line turns out to be an error. */
    private void sendEvents(Transcoder current) throws IOException {
        if (current.isComplete()) {
            answer.end(out);
        } else if (current.isEventStream()) {
            answer.events(out);
        }
    }

    /** Of a streamed exchange, as there would be no answer to append to otherwise. */
    private void appendFailure(ApiError error, ByteArrayOutputStream events) {
        Transcoder current = transcoder;
        if (current == null || !current.isEventStream()) {
            current = Transcoders.reply(exchange, 200);
        }
        current.failure(error, events);
    }

    private Transcoder transcoder() {
        Transcoder current = transcoder;
        if (current == null) {
            current = Transcoders.reply(exchange, status);
            transcoder = current;
        }
        return current;
    }
}
