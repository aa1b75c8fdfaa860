package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.route.RouteTable.RouteMatch;

/**
 * A native request must keep to the {@link ModelRules} of its key. Other dialects are judged when they have been
 * translated, so that one judgement is enough. Stateless.
 */
final class ModelRule implements AccessRule {
    @Override
    public void check(Exchange exchange) throws ApiException {
        if (exchange.body() != null
                && exchange.route() instanceof RouteMatch.Found found
                && found.route().target() instanceof Target.Native nativeTarget) {
            exchange.rules().apply(nativeTarget.operation(), exchange.body());
        }
    }
}
