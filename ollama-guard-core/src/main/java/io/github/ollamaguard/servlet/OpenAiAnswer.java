package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.stream.EventStream;
import io.github.ollamaguard.upstream.BrokenReplyException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to one OpenAI client: one document, one error, or a stream of events that ends cleanly or is cut. Used by
 * one thread at a time.
 */
final class OpenAiAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiRewriteFilter.class);
    private static final byte[] KEEP_ALIVE = EventStream.KEEP_ALIVE.getBytes(StandardCharsets.US_ASCII);

    /** How far the answer has come. */
    private enum State {
        /** Nothing has been sent: any answer is possible. */
        OPEN,
        /** Events have been sent, and more may follow. */
        STREAMING,
        /** All has been sent. */
        COMPLETE,
        /** The client has gone, or must see a broken connection. */
        BROKEN
    }

    /** Appends the event that tells a client of an error. */
    @FunctionalInterface
    interface FailureEvent {
        /** Appends it. */
        void append(ApiError error, ByteArrayOutputStream events);
    }

    private final HttpServletResponse client;
    private final ClientOutput output;
    private final Recording recording;
    private volatile State state = State.OPEN;

    OpenAiAnswer(HttpServletResponse client) {
        this.client = client;
        this.output = new ClientOutput(client);
        this.recording = Recording.of(client);
    }

    /** Returns where the bytes go. */
    ClientOutput output() {
        return output;
    }

    /** Returns where to note what becomes of the request. */
    Recording recording() {
        return recording;
    }

    /** Returns whether there is nothing more to say: the answer is complete or broken. */
    boolean isOver() {
        return state == State.COMPLETE || state == State.BROKEN;
    }

    /** Returns whether the client must see a broken connection, unless it has gone itself. */
    boolean isBroken() {
        return state == State.BROKEN;
    }

    /** Sends the whole answer as one document. */
    void document(String contentType, ByteArrayOutputStream body) throws IOException {
        client.setStatus(HttpServletResponse.SC_OK);
        client.setContentType(contentType);
        client.setContentLength(body.size());
        state = State.COMPLETE;
        send(body);
    }

    /** Sends complete events at once; nothing when there are none. */
    void events(ByteArrayOutputStream events) throws IOException {
        if (events.size() == 0) {
            return;
        }
        if (state == State.OPEN) {
            client.setStatus(HttpServletResponse.SC_OK);
            client.setContentType(EventStream.CONTENT_TYPE);
            client.setHeader("Cache-Control", "no-cache");
            // nginx would otherwise collect the stream.
            client.setHeader("X-Accel-Buffering", "no");
            state = State.STREAMING;
        }
        send(events);
    }

    /** Sends a comment, so that the connection shows whether the client is still there. */
    void keepAlive() throws IOException {
        ByteArrayOutputStream comment = new ByteArrayOutputStream();
        comment.writeBytes(KEEP_ALIVE);
        events(comment);
    }

    /** Sends the last events. */
    void end(ByteArrayOutputStream events) throws IOException {
        events(events);
        state = State.COMPLETE;
    }

    /** Answers with an error instead of a document or stream; to be used when nothing has been sent. */
    void refuse(ApiError error) throws IOException {
        state = State.COMPLETE;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(ErrorWriter.begin(client, Dialect.OPENAI, error));
        send(body);
    }

    /**
     * Tells the client of an error in the way that is left; without effect when the answer is over.
     *
     * @param unsent events that have not been sent yet
     * @throws BrokenReplyException when the connection has to be cut, because some clients would take what they have for
     *     the whole answer; to be thrown out of the servlet chain
     */
    void fail(ApiError error, ByteArrayOutputStream unsent, FailureEvent event) throws IOException {
        // A thread is interrupted because its client has left, or the server stops: Ollama is not to blame.
        if (!isOver() && Outcome.isUpstream(error) && !Thread.currentThread().isInterrupted()) {
            LOG.warn("Request {} failed at Ollama: {} {}", RequestId.of(client), error.status(), Outcome.word(error));
        }
        if (state == State.OPEN) {
            unsent.reset();
            refuse(error);
        } else if (state == State.STREAMING) {
            recording.answered(error);
            event.append(error, unsent);
            events(unsent);
            state = State.BROKEN;
            throw BrokenReplyException.afterLastWords("The answer could not be completed.");
        }
    }

    private void send(ByteArrayOutputStream bytes) throws IOException {
        try {
            output.send(bytes);
        } catch (IOException e) {
            state = State.BROKEN;
            throw e;
        } catch (RuntimeException e) {
            // Some containers say so when the client has gone.
            state = State.BROKEN;
            throw new IOException("The client takes no more", e);
        }
    }
}
