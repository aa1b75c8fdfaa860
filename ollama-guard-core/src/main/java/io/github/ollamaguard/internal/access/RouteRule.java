package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.route.RouteMatch;
import io.github.ollamaguard.key.Role;
import java.util.List;
import java.util.function.Function;

/** What is asked for must exist, and the role that it needs must be there. Immutable and thread-safe. */
final class RouteRule implements AccessRule {
    private final boolean allowManagement;
    private final Function<Exchange, List<Role>> roles;

    private RouteRule(Settings settings, Function<Exchange, List<Role>> roles) {
        this.allowManagement = settings.get(Setting.ALLOW_MANAGEMENT);
        this.roles = roles;
    }

    /** The key's roles decide. */
    static RouteRule forKeys(Settings settings) {
        return new RouteRule(
                settings, exchange -> List.copyOf(exchange.requireKey().roles()));
    }

    /** Nobody has asked for a key, so everybody has every role. */
    static RouteRule forAnybody(Settings settings) {
        return new RouteRule(settings, exchange -> List.of(Role.values()));
    }

    @Override
    public void check(Exchange exchange) throws ApiException {
        String method = exchange.request().method();
        if (exchange.route() instanceof RouteMatch.WrongMethod known) {
            allow(exchange, known.allowed());
            throw new ApiException(ApiError.methodNotAllowed(method, exchange.path()));
        }
        if (!(exchange.route() instanceof RouteMatch.Found found)) {
            throw new ApiException(ApiError.unknownUrl(method, exchange.path()));
        }
        Role role = found.route().role();
        if (!roles.apply(exchange).contains(role) || (role == Role.MANAGE && !allowManagement)) {
            throw new ApiException(ApiError.forbidden());
        }
    }

    static void allow(Exchange exchange, List<String> methods) {
        exchange.response().header("Allow", String.join(", ", methods) + ", OPTIONS");
    }
}
