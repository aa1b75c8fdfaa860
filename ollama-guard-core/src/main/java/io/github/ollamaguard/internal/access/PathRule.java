package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.route.CanonicalPath;
import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.route.RouteTable;
import io.github.ollamaguard.internal.route.RouteTable.RouteMatch;

/**
 * Finds the path below the prefix, its dialect and its route, once for each exchange; refuses paths that are not
 * canonical. Works on the raw URI: containers decode and normalise paths differently, and Jetty refuses to return
 * ambiguous ones. Immutable and thread-safe.
 *
 * @param prefix path below the context path, empty or starting with a slash and not ending with one
 */
record PathRule(String prefix, RouteTable routes) implements AccessRule {
    @Override
    public void check(Exchange exchange) throws ApiException {
        ClientRequest request = exchange.request();
        String base = request.contextPath() + prefix;
        String uri = request.uri();
        // Also for errors about paths that are not canonical.
        exchange.dialect(Dialect.of(uri.startsWith(base) ? uri.substring(base.length()) : uri));
        String path = CanonicalPath.below(base, uri);
        RouteMatch route = route(request, path);
        exchange.locate(path, route);
        if (route instanceof RouteMatch.Found found && found.route().target() instanceof Target.Translated translated) {
            exchange.dialect(translated.endpoint().dialect());
        }
    }

    /** A handshake asks for what its messages will ask for. */
    private RouteMatch route(ClientRequest request, String path) {
        if (WebSocketHandshake.isIn(request) && routes.find("POST", path) instanceof RouteMatch.Found found) {
            return found;
        }
        return routes.find(request.method(), path);
    }
}
