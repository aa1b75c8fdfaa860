package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.util.Locale;
import java.util.Set;

/**
 * The rule about clients that ask for a WebSocket (RFC 6455, section 4). Immutable.
 *
 * @param allowed whether there are WebSockets at all
 */
public record WebSocketHandshake(boolean allowed) implements AccessRule {
    /** What precedes a key that travels as the name of a protocol; such a name must never be sent back. */
    public static final String KEY_PROTOCOL = "openai-insecure-api-key.";

    /** What generates text; everything else is one short answer, for which HTTP is enough. */
    private static final Set<Enum<?>> GENERATING =
            Set.of(NativeOperation.CHAT, NativeOperation.GENERATE, Endpoint.CHAT, Endpoint.COMPLETIONS);

    /** Returns whether a request wants to become a WebSocket. */
    public static boolean isIn(ClientRequest request) {
        // Java's HTTP clients offer h2c with every request; ignoring an offer is what RFC 9110 expects.
        return request.header("Upgrade") != null
                && request.headers("Upgrade").stream()
                        .anyMatch(
                                protocols -> protocols.toLowerCase(Locale.ROOT).contains("websocket"));
    }

    /**
     * Lets a handshake pass.
     *
     * @throws ApiException 400 for one that is none, 426 where only HTTP is spoken
     */
    @Override
    public void check(Exchange exchange) throws ApiException {
        ClientRequest request = exchange.request();
        Target target = exchange.target();
        // What the guard answers itself it answers in HTTP.
        if (!isIn(request) || target instanceof Target.Own) {
            return;
        }
        if (!request.method().equals("GET") || hasBody(request)) {
            throw new ApiException(ApiError.badRequest("A WebSocket begins with a GET request without a body."));
        }
        if (!allowed || !generates(target) || !request.canUpgrade()) {
            throw new ApiException(ApiError.httpOnly());
        }
    }

    /** Compares no records: on JDK 17 that keeps their class loader alive, when an application has been replaced. */
    private static boolean generates(Target target) {
        return (target instanceof Target.Native passed && GENERATING.contains(passed.operation()))
                || (target instanceof Target.Translated translated && GENERATING.contains(translated.endpoint()));
    }

    private static boolean hasBody(ClientRequest request) {
        return request.contentLength() > 0 || request.header("Transfer-Encoding") != null;
    }
}
