package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.exchange.Exchange;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rule about web pages of other origins (WHATWG Fetch, CORS protocol). Without origins only handshakes of
 * WebSockets are judged by the header {@code Origin}: programs send it as well, and browsers keep other answers from
 * pages. Immutable and thread-safe.
 *
 * @param origins the allowed ones, each exactly as browsers write it
 * @param ownPage whether the guard serves a page itself, which then need not be listed
 */
record Cors(Set<String> origins, boolean ownPage) implements AccessRule {
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String EXPOSED =
            "X-Request-Id, Retry-After, Retry-After-Ms, X-Should-Retry, WWW-Authenticate, " + Exchange.DROPPED_PARAMS;
    private static final String MAX_AGE_SECONDS = "600";

    /** The credentials, and what OpenAI's own clients send. */
    private static final Pattern HEADERS =
            Pattern.compile("authorization|content-type|x-api-key|api-key|(openai|x-stainless)-[a-z0-9-]{1,64}");

    static Cors of(Settings settings) {
        return new Cors(Set.copyOf(settings.get(Setting.CORS_ORIGINS)), settings.get(Setting.PLAYGROUND));
    }

    /** Lets a page of an allowed origin read the answer, whatever that will be: errors, too. */
    void open(Exchange exchange) {
        if (origins.isEmpty()) {
            return;
        }
        ClientResponse response = exchange.response();
        response.addHeader("Vary", "Origin");
        String origin = allowed(exchange.request());
        if (origin != null) {
            response.header(ALLOW_ORIGIN, origin);
            response.header("Access-Control-Expose-Headers", EXPOSED);
        }
    }

    /** Completes the answer to a browser that asks whether a page may send its request. */
    void preflight(Exchange exchange, List<String> methods) {
        ClientRequest request = exchange.request();
        ClientResponse response = exchange.response();
        if (allowed(request) == null || request.header("Access-Control-Request-Method") == null) {
            return;
        }
        response.header("Access-Control-Allow-Methods", String.join(", ", methods));
        response.header("Access-Control-Max-Age", MAX_AGE_SECONDS);
        String headers = request.headers("Access-Control-Request-Headers").stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> HEADERS.matcher(name).matches())
                .collect(Collectors.joining(", "));
        if (!headers.isEmpty()) {
            response.header("Access-Control-Allow-Headers", headers);
        }
    }

    /**
     * Checks where the page comes from that sent a request. Browsers keep answers from foreign pages, but not
     * WebSockets: for these, and when the guard serves a page itself, its own host is as good as an allowed origin.
     *
     * @throws ApiException 403 for a page of another origin than the allowed ones
     */
    @Override
    public void check(Exchange exchange) throws ApiException {
        ClientRequest request = exchange.request();
        if (ownPage && isOwn(request)) {
            return;
        }
        boolean foreign = request.header("Origin") != null && allowed(request) == null;
        if (foreign && (!origins.isEmpty() || (WebSocketHandshake.isIn(request) && !isOwn(request)))) {
            throw new ApiException(ApiError.foreignOrigin());
        }
    }

    /** Browsers leave a default port out of both headers. */
    private static boolean isOwn(ClientRequest request) {
        List<String> values = request.headers("Origin");
        String host = request.header("Host");
        return values.size() == 1 && Set.of("http://" + host, "https://" + host).contains(values.get(0));
    }

    private @Nullable String allowed(ClientRequest request) {
        List<String> values = request.headers("Origin");
        return values.size() == 1 && origins.contains(values.get(0)) ? values.get(0) : null;
    }
}
