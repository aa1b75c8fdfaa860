package io.github.ollamaguard.internal.gateway;

import com.google.gson.JsonObject;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.BrokenAnswerException;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.thread.Running;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.Upstream;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of an exchange that may pass to Ollama and back: translated into native calls, or as it is; the calls; their
 * replies pushed into one answer. The one engine for all of them. Thread-safe.
 */
public final class Relay implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    /** Time for the last words of requests that are cut because the application ends. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** What may stand in a header, whatever a client has made up. */
    private static final Pattern FIELD_NAME = Pattern.compile("\\w{1,64}");

    private static final int MAX_NAMES = 16;

    private final Translation.Options options;
    private final Heartbeats heartbeats;
    private final int callsAtATime;
    private final Running running = new Running();

    /** A relay that gives signs of life by these settings. */
    public Relay(Settings settings) {
        this.callsAtATime = settings.get(Setting.MAX_CHOICES);
        this.options = new Translation.Options(callsAtATime, settings.get(Setting.REASONING_FIELD));
        this.heartbeats = new Heartbeats(settings);
    }

    /**
     * Answers an exchange.
     *
     * @throws IOException when the client has gone, or must see a broken connection
     */
    public void answer(Exchange exchange, Upstream upstream) throws IOException {
        running.enter();
        try {
            Target target = exchange.target();
            if (target instanceof Target.Translated translated) {
                translate(exchange, translated.endpoint(), upstream);
            } else if (target instanceof Target.Native passed) {
                pass(exchange, passed.operation(), upstream);
            } else {
                throw new ApiException(ApiError.unknownUrl(exchange.request().method(), exchange.path()));
            }
        } catch (ApiException e) {
            ErrorWriter.refuse(exchange, e.error());
        } catch (RuntimeException e) {
            LOG.error("Request {} could not be translated", exchange.id(), new RedactedException(e));
            ErrorWriter.refuse(exchange, ApiError.internal());
            if (exchange.response().isCommitted()) {
                throw BrokenAnswerException.afterLastWords("The answer cannot go on.");
            }
        } finally {
            running.leave();
        }
    }

    private void pass(Exchange exchange, NativeOperation operation, Upstream upstream) throws IOException {
        NativeAnswer answer = new NativeAnswer(exchange, operation);
        fail(exchange, answer, call(upstream, answer, 1, index -> request(operation, exchange.bodyOrPath())));
    }

    private void translate(Exchange exchange, Endpoint endpoint, Upstream upstream) throws ApiException, IOException {
        JsonObject body = exchange.bodyOrPath();
        Translation translation = endpoint.translate(body, options);
        applyRules(exchange, translation);
        nameDropped(exchange, endpoint.dropped(body));
        if (translation.requests().size() > upstream.mostCalls()) {
            throw new ApiException(
                    ApiError.invalid("n", "unsupported_value", "This server gives one answer at a time."));
        }
        JsonObject known = translation.known();
        if (known != null) {
            answerWith(known, new TranslatedAnswer(exchange, translation));
        } else {
            call(exchange, translation, upstream);
        }
    }

    private void call(Exchange exchange, Translation translation, Upstream upstream) throws IOException {
        TranslatedAnswer answer = new TranslatedAnswer(exchange, translation);
        NativeOperation operation = translation.operation();
        ApiError failure = call(
                upstream,
                answer,
                translation.requests().size(),
                index -> request(operation, translation.requests().get(index)));
        Translation other = failure == null || answer.hasContent() || upstream.mostCalls() == 1
                ? null
                : translation.fallback(failure);
        if (other == null) {
            fail(exchange, answer, failure);
            return;
        }
        try {
            applyRules(exchange, other);
        } catch (ApiException e) {
            // Signs of life may have been sent, so that it is not a refusal any more.
            fail(exchange, answer, e.error());
            return;
        }
        call(exchange, other, upstream);
    }

    /** Makes calls until the answer is over; returns why it is not complete, or null. */
    private @Nullable ApiError call(Upstream upstream, ClientAnswer answer, int count, Calls.Requests requests)
            throws IOException {
        try (Calls calls = new Calls(upstream, answer, requests, count)) {
            calls.keepAlive(heartbeats);
            return calls.run(callsAtATime);
        }
    }

    private static NativeRequest request(NativeOperation operation, JsonObject body) {
        return operation.hasBody() ? new NativeRequest(operation, StrictJson.bytes(body)) : NativeRequest.of(operation);
    }

    private static void answerWith(JsonObject reply, ClientAnswer answer) throws ApiException, IOException {
        byte[] bytes = StrictJson.bytes(reply);
        answer.head(0, new UpstreamHead(200, "application/json", bytes.length, null));
        answer.bytes(0, bytes, 0, bytes.length);
        answer.end(0);
    }

    /** What a key may not do in Ollama's dialect it may not do in another one. */
    private static void applyRules(Exchange exchange, Translation translation) throws ApiException {
        for (JsonObject body : translation.requests()) {
            exchange.rules().apply(translation.operation(), body);
        }
    }

    /** A misspelt option would otherwise be hard to find; OpenAI's own clients never send what is not in the table. */
    private static void nameDropped(Exchange exchange, Set<String> names) {
        String header = names.stream()
                .filter(name -> FIELD_NAME.matcher(name).matches())
                .limit(MAX_NAMES)
                .collect(Collectors.joining(", "));
        if (!header.isEmpty()) {
            exchange.response().header(Exchange.DROPPED_PARAMS, header);
        }
    }

    private static void fail(Exchange exchange, ClientAnswer answer, @Nullable ApiError failure) throws IOException {
        if (failure == null) {
            return;
        }
        // A thread is interrupted because its client has left, or the server stops: Ollama is not to blame.
        if (!answer.isOver() && failure.isUpstreams() && !Thread.currentThread().isInterrupted()) {
            LOG.warn("Request {} failed at Ollama: {} {}", exchange.id(), failure.status(), failure.word());
        }
        answer.fail(failure);
    }

    /** Ends all signs of life, and waits a moment for the last words of what is cut. */
    @Override
    public void close() {
        heartbeats.close();
        running.awaitEnd(LAST_WORDS);
    }
}
