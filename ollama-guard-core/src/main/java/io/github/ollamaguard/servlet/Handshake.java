package io.github.ollamaguard.servlet;

import io.github.ollamaguard.access.Route;
import io.github.ollamaguard.access.RouteMatch;
import io.github.ollamaguard.access.RouteTable;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.upstream.NativeOperation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The wish of a client to go over to a WebSocket (RFC 6455, section 4), and where it can. Immutable. */
final class Handshake {
    /** Where containers that know WebSockets publish so (Jakarta WebSocket 2.1, section 6.4). */
    private static final String CONTAINER = "jakarta.websocket.server.ServerContainer";

    /** What generates text; everything else is one short answer, for which HTTP is enough. */
    private static final Set<String> PATHS = Stream.concat(
                    Stream.of(NativeOperation.CHAT.path(), NativeOperation.GENERATE.path()),
                    Stream.of(Endpoint.CHAT, Endpoint.COMPLETIONS)
                            .flatMap(endpoint -> GuardRoutes.of(endpoint).stream())
                            .map(Route::path))
            .collect(Collectors.toUnmodifiableSet());

    private final boolean allowed;

    Handshake(boolean allowed) {
        this.allowed = allowed;
    }

    /** Returns whether a request wants to become a WebSocket. */
    static boolean isIn(HttpServletRequest request) {
        // Java's HTTP clients offer h2c with every request; ignoring an offer is what RFC 9110 expects.
        return request.getHeader("Upgrade") != null
                && Collections.list(request.getHeaders("Upgrade")).stream()
                        .anyMatch(
                                protocols -> protocols.toLowerCase(Locale.ROOT).contains("websocket"));
    }

    /** Returns the method that says what is asked for: for a handshake that of the messages to come. */
    static String operationMethod(HttpServletRequest request, String path, RouteTable routes) {
        return isIn(request) && routes.find("POST", path) instanceof RouteMatch.Found ? "POST" : request.getMethod();
    }

    /**
     * Lets a handshake pass.
     *
     * @throws ApiException 400 for one that is none, 426 where only HTTP is spoken
     */
    void admit(HttpServletRequest request, String path) throws ApiException {
        if (!request.getMethod().equals("GET") || hasBody(request)) {
            throw new ApiException(ApiError.badRequest("A WebSocket begins with a GET request without a body."));
        }
        if (!allowed || !PATHS.contains(path) || request.getServletContext().getAttribute(CONTAINER) == null) {
            throw new ApiException(ApiError.httpOnly());
        }
        WebSocketPart.HANDSHAKE.mark(request);
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }
}
