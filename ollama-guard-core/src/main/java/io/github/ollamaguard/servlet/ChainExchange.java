package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.upstream.BrokenReplyException;
import io.github.ollamaguard.upstream.Downstream;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an exchange of one native call through the rest of the servlet chain. Used by one thread at a time. */
final class ChainExchange {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiRewriteFilter.class);
    private static final String ATTRIBUTE = "io.github.ollamaguard.exchange";

    /** Runs the rest of the chain. */
    @FunctionalInterface
    private interface Call {
        void run() throws IOException, ServletException;
    }

    private final HttpServletResponse client;
    private final OpenAiAnswer answer;
    private final TranslatedReply reply;
    private final TranslatedResponse translated;

    ChainExchange(Translation exchange, OpenAiAnswer answer, HttpServletResponse client) {
        this.client = client;
        this.answer = answer;
        this.reply = new TranslatedReply(exchange, answer);
        this.translated = new TranslatedResponse(client, reply);
    }

    /** Returns the exchange that a request is part of, or null. */
    static @Nullable ChainExchange of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ChainExchange running ? running : null;
    }

    /** Passes the native request on and answers the client. */
    void run(HttpServletRequest nativeCall, FilterChain chain) throws IOException, ServletException {
        nativeCall.setAttribute(ATTRIBUTE, this);
        nativeCall.setAttribute(Downstream.ATTRIBUTE, reply);
        TranslatedRequest request = new TranslatedRequest(nativeCall, translated);
        answerAfter(request, () -> chain.doFilter(request, translated));
    }

    /** Goes on in an asynchronous dispatch, whose request and response are those of {@link #run}. */
    void resume(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (answer.isBroken()) {
            throw new BrokenReplyException("The answer could not be completed.");
        }
        answerAfter(request, () -> chain.doFilter(request, response));
    }

    private void answerAfter(HttpServletRequest request, Call call) throws IOException, ServletException {
        try {
            call.run();
            if (!request.isAsyncStarted()) {
                translated.finish();
            }
        } catch (IOException e) {
            broken(e);
        } catch (ServletException | RuntimeException e) {
            if (e instanceof ServletException && e.getCause() instanceof IOException thrown) {
                broken(thrown); // Open Liberty wraps what a servlet throws.
                return;
            }
            LOG.error("Request {} failed behind the filter", RequestId.of(client), e);
            reply.failed(ApiError.internal());
        }
    }

    /** Tells apart: the answer had its end already, the client has to be cut off or has gone, the servlet gave up. */
    private void broken(IOException e) throws IOException {
        if (answer.isBroken()) {
            throw e;
        }
        reply.failed(ApiError.upstreamBroken());
    }
}
