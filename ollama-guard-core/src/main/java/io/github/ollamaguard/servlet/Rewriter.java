package io.github.ollamaguard.servlet;

import com.google.gson.JsonObject;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.translate.shared.TranslationOptions;
import io.github.ollamaguard.servlet.OpenAiRoutes.Target;
import io.github.ollamaguard.upstream.Upstream;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns OpenAI requests into exchanges and chooses the way they take to Ollama. Thread-safe. */
final class Rewriter {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiRewriteFilter.class);

    static final String DROPPED_PARAMS = "X-Dropped-Params";

    /** What may stand in a header, whatever a client has made up. */
    private static final Pattern FIELD_NAME = Pattern.compile("\\w{1,64}");

    private static final int MAX_NAMES = 16;

    private final Settings settings;
    private final Mount mount;
    private final OpenAiRoutes routes = new OpenAiRoutes();
    private final TranslationOptions options;

    Rewriter(Settings settings) {
        this.settings = settings;
        this.mount = new Mount(settings.get(Setting.PREFIX));
        this.options = new TranslationOptions(settings.get(Setting.MAX_CHOICES), settings.get(Setting.REASONING_FIELD));
    }

    /** Returns the endpoint that a request asks for, or null when it is not for this filter. */
    @Nullable
    Target target(HttpServletRequest request) {
        try {
            return routes.find(request.getMethod(), mount.path(request));
        } catch (ApiException e) {
            // Not a path of the guard: somebody else's business.
            return null;
        }
    }

    /** Answers a request, with the help of the rest of the chain when one native call is enough. */
    void rewrite(Target target, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Translation exchange;
        try {
            JsonObject body = body(target, request);
            exchange = target.endpoint().translate(body, options);
            applyRules(exchange, request);
            nameDropped(target.endpoint().dropped(body), response);
        } catch (ApiException e) {
            ErrorWriter.closeAfterUnreadBody(request, response);
            ErrorWriter.write(response, Dialect.OPENAI, e.error());
            return;
        } catch (RuntimeException e) {
            LOG.error("Request {} could not be translated", RequestId.of(response), new Defect(e));
            ErrorWriter.write(response, Dialect.OPENAI, ApiError.internal());
            return;
        }
        run(exchange, request, response, chain);
    }

    private void run(Translation exchange, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        OpenAiAnswer answer = new OpenAiAnswer(response);
        Upstream upstream =
                request.getServletContext().getAttribute(Upstream.ATTRIBUTE) instanceof Upstream found ? found : null;
        boolean several = exchange.requests().size() > 1;
        if (upstream != null && (several || exchange.hasFallback())) {
            new UpstreamExchange(upstream, answer, settings).run(exchange);
        } else if (several) {
            answer.refuse(ApiError.invalid("n", "unsupported_value", "This server gives one answer at a time."));
        } else {
            JsonObject known = exchange.known();
            FilterChain next = known == null
                    ? chain
                    : (call, reply) -> reply.getOutputStream().write(StrictJson.bytes(known));
            new ChainExchange(exchange, answer, response).run(nativeCall(exchange, request), next);
        }
    }

    /** What a key may not do in Ollama's dialect it may not do in OpenAI's. */
    private static void applyRules(Translation exchange, HttpServletRequest request) throws ApiException {
        ModelRules rules = ModelRules.of(request);
        if (rules != null) {
            for (JsonObject body : exchange.requests()) {
                rules.apply(exchange.operation(), body);
            }
            Translation fallback = exchange.withoutThinking();
            if (fallback != null) {
                for (JsonObject body : fallback.requests()) {
                    rules.apply(fallback.operation(), body);
                }
            }
        }
    }

    private JsonObject body(Target target, HttpServletRequest request) throws ApiException {
        return target.endpoint().hasBody()
                ? JsonRequest.json(JsonRequest.wrap(request, BodyLimits.of(settings)))
                : target.bodyFromPath();
    }

    /** A misspelt option would otherwise be hard to find; OpenAI's own clients never send what is not in the table. */
    private static void nameDropped(Set<String> names, HttpServletResponse response) {
        String header = names.stream()
                .filter(name -> FIELD_NAME.matcher(name).matches())
                .limit(MAX_NAMES)
                .collect(Collectors.joining(", "));
        if (!header.isEmpty()) {
            response.setHeader(DROPPED_PARAMS, header);
        }
    }

    private HttpServletRequest nativeCall(Translation exchange, HttpServletRequest request) {
        HttpServletRequest withBody = exchange.operation().hasBody()
                ? new JsonRequest(request, exchange.requests().get(0))
                : request;
        return new NativeCallRequest(withBody, exchange.operation(), mount.prefix());
    }
}
