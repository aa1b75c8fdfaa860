package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.gateway.ErrorWriter;
import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.servlet.ServletClientResponse;
import io.github.ollamaguard.internal.stream.Collected;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.upstream.Reply;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A list of models, whoever stands behind the {@link ApiKeyFilter} and answers with it, without those that the key may
 * not use. Collects the whole answer. Used by one thread at a time.
 */
final class ModelListReply implements Reply {
    private Collected collected = new Collected();
    private @Nullable UpstreamHead head;

    private ModelListReply() {}

    /** Returns whether the answer is such a list. */
    static boolean isList(Target target) {
        return (target instanceof Target.Native passed && passed.operation().listsModels())
                || (target instanceof Target.Translated translated && translated.endpoint() == Endpoint.MODELS);
    }

    /** Answers with what the chain answers, as far as the key may know. */
    static void answer(Exchange exchange, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        ModelListReply list = new ModelListReply();
        try {
            new CapturedCall(chain).run(request, new CapturedResponse(response, list, response));
            list.send(exchange, new ServletClientResponse(response));
        } catch (ApiException e) {
            ErrorWriter.refuse(exchange, e.error());
        }
    }

    private void send(Exchange exchange, ClientResponse response) throws ApiException, IOException {
        UpstreamHead answered = head;
        if (answered == null || response.isCommitted()) {
            return;
        }
        byte[] body = answered.status() == 200 && !collected.text().isEmpty()
                ? exchange.rules().visible(collected.text())
                : collected.text().getBytes(StandardCharsets.UTF_8);
        response.status(answered.status());
        if (answered.contentType() != null) {
            response.header("Content-Type", answered.contentType());
        }
        if (answered.retryAfter() != null) {
            response.header("Retry-After", answered.retryAfter());
        }
        response.document(body);
    }

    @Override
    public void begun(Runnable abort) {}

    @Override
    public void head(UpstreamHead answered) {
        head = answered;
        collected = new Collected();
    }

    @Override
    public boolean bytes(byte[] bytes, int offset, int length) throws ApiException {
        collected.add(bytes, offset, length);
        return true;
    }
}
