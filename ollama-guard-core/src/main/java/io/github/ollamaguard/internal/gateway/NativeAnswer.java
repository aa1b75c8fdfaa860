package io.github.ollamaguard.internal.gateway;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.exchange.BrokenAnswerException;
import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.stream.Collected;
import io.github.ollamaguard.internal.stream.ReplyScanner;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to a native request: Ollama's own reply, passed through byte by byte. Only lists of models are changed,
 * for keys that may not use all of them.
 */
final class NativeAnswer implements ClientAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(NativeAnswer.class);

    private final Exchange exchange;
    private final NativeOperation operation;
    private final ClientResponse response;
    private final ReplyScanner scanner;
    private @Nullable UpstreamHead head;
    private @Nullable Collected list;
    private boolean begun;
    private boolean over;
    private byte last = '\n';

    NativeAnswer(Exchange exchange, NativeOperation operation) {
        this.exchange = exchange;
        this.operation = operation;
        this.response = exchange.response();
        this.scanner = new ReplyScanner(exchange.recording().tokens());
    }

    @Override
    public void head(int call, UpstreamHead replyHead) {
        head = replyHead;
        if (operation.listsModels() && replyHead.status() == 200) {
            list = new Collected();
        }
    }

    @Override
    public void bytes(int call, byte[] bytes, int offset, int length) throws ApiException, IOException {
        if (list != null) {
            list.add(bytes, offset, length);
            return;
        }
        UpstreamHead current = begin();
        scanner.scan(bytes, offset, length);
        last = bytes[offset + length - 1];
        if (exchange.isHead()) {
            return;
        }
        response.write(bytes, offset, length);
        if (current.isStream()) {
            response.flush();
            if (current.isLines()) {
                exchange.recording().sentContent();
            }
        }
    }

    /** Copies the head as late as possible: until the first byte is there, a failure can still have a status. */
    private UpstreamHead begin() {
        UpstreamHead current = Objects.requireNonNull(head);
        if (begun) {
            return current;
        }
        begun = true;
        if (current.status() >= 500) {
            LOG.warn("Request {} failed at Ollama: {} as Ollama answered", exchange.id(), current.status());
        }
        response.status(current.status());
        response.header("Cache-Control", "no-cache");
        if (current.contentType() != null) {
            response.header("Content-Type", current.contentType());
        }
        if (current.retryAfter() != null) {
            response.header("Retry-After", current.retryAfter());
        }
        if (current.isStream()) {
            response.header("X-Accel-Buffering", "no");
        } else {
            response.contentLength(current.contentLength());
        }
        return current;
    }

    @Override
    public void end(int call) throws ApiException, IOException {
        if (list != null) {
            sendList(list);
            return;
        }
        UpstreamHead current = begin();
        if (current.isLines() && current.status() == 200 && !scanner.isFinished()) {
            throw new ApiException(ApiError.upstreamBroken());
        }
        over = true;
    }

    private void sendList(Collected collected) throws ApiException, IOException {
        byte[] visible = exchange.rules().visible(collected.text());
        over = true;
        response.status(200);
        response.header("Content-Type", "application/json; charset=utf-8");
        response.header("Cache-Control", "no-cache");
        exchange.answer(visible);
    }

    @Override
    public boolean isOver() {
        return over;
    }

    /** Lines of JSON have no comments. */
    @Override
    public boolean hasKeepAlive() {
        return false;
    }

    @Override
    public void keepAlive() {}

    @Override
    public void fail(ApiError error) throws IOException {
        if (over) {
            return;
        }
        over = true;
        if (!response.isCommitted()) {
            ErrorWriter.refuse(exchange, error);
        } else if (head != null) {
            exchange.recording().answered(error);
            if (head.isLines()) {
                String line = (last == '\n' ? "" : "\n") + Dialect.OLLAMA.json(error) + "\n";
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                response.write(bytes, 0, bytes.length);
                response.flush();
            }
            throw BrokenAnswerException.afterLastWords(error.message());
        }
    }
}
