package io.github.ollamaguard.websocket;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What remains of a handshake, whose request is gone when its container has answered it: where it went, and who sent it.
 *
 * @param context the web application
 * @param uri the raw path
 * @param query the raw query, or null
 * @param address IP address of the other end
 * @param headers what the guard reads again for each message, under names in any case
 */
record Opening(
        ServletContext context,
        String uri,
        @Nullable String query,
        @Nullable String address,
        Map<String, List<String>> headers) {

    /** Not {@code Origin}, which has been judged, and nothing that belongs to the handshake alone. */
    private static final List<String> KEPT =
            List.of("Host", "Authorization", "X-API-Key", "api-key", "Sec-WebSocket-Protocol", "X-Forwarded-For");

    static Opening of(HttpServletRequest request) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        KEPT.forEach(name -> headers.put(name, List.copyOf(Collections.list(request.getHeaders(name)))));
        return new Opening(
                request.getServletContext(),
                request.getRequestURI(),
                request.getQueryString(),
                request.getRemoteAddr(),
                headers);
    }

    /** Returns all values of a header. */
    List<String> header(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** Holds keys. */
    @Override
    public String toString() {
        return "Opening[" + uri + "]";
    }
}
