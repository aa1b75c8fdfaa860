package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.route.RouteTable.RouteMatch;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.Role;

/**
 * The rule that what is asked for exists, and that the key has the role that it needs. Where nobody asks for keys,
 * management alone needs permission. Immutable and thread-safe.
 *
 * @param allowManagement whether anybody may change the models of the server
 */
record RouteRule(boolean allowManagement) implements AccessRule {
    static RouteRule of(Settings settings) {
        return new RouteRule(settings.get(Setting.ALLOW_MANAGEMENT));
    }

    @Override
    public void check(Exchange exchange) throws ApiException {
        String method = exchange.request().method();
        ApiKey key = exchange.key();
        String named = key == null ? exchange.request().uri() : exchange.path();
        if (exchange.route() instanceof RouteMatch.WrongMethod known) {
            // A whole guard answers OPTIONS as well.
            String allowed = String.join(", ", known.allowed());
            exchange.response().header("Allow", key == null ? allowed : allowed + ", OPTIONS");
            throw new ApiException(ApiError.methodNotAllowed(method, named));
        }
        if (!(exchange.route() instanceof RouteMatch.Found found)) {
            throw new ApiException(ApiError.unknownUrl(method, named));
        }
        Role role = found.route().role();
        if ((key != null && !key.has(role)) || (role == Role.MANAGE && !allowManagement)) {
            throw new ApiException(ApiError.forbidden());
        }
    }
}
