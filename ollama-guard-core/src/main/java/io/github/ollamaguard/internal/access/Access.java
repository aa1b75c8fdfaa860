package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.file.LoadedFile;
import io.github.ollamaguard.internal.route.RouteTable;
import io.github.ollamaguard.internal.route.RouteTable.RouteMatch;
import io.github.ollamaguard.key.ApiKeyStore;
import java.util.List;
import java.util.Set;

/**
 * The decision whether a caller may do what it asks for: a list of rules, of which the first refusal wins. What is not
 * allowed expressly is refused. A limit of a key is one more rule. Thread-safe.
 */
public final class Access {
    private final Cors cors;
    private final List<AccessRule> forEveryone;
    private final List<AccessRule> forKeys;

    private Access(Cors cors, List<AccessRule> forEveryone, List<AccessRule> forKeys) {
        this.cors = cors;
        this.forEveryone = forEveryone;
        this.forKeys = forKeys;
    }

    /** Returns all rules, in their order. */
    public static Access of(Settings settings, RouteTable routes, LoadedFile<ApiKeyStore> keys, PolicyEnforcer policy) {
        Cors cors = Cors.of(settings);
        return new Access(
                cors,
                List.of(
                        new PathRule(settings.get(Setting.PREFIX), routes), // 400, 404
                        new HostAllowList(settings.get(Setting.HOSTS))), // 421
                List.of(
                        new Authentication(settings, keys, policy), // 400, 401, 429, 503
                        RouteRule.of(settings), // 404, 405, 403
                        cors, // 403
                        new ConcurrencyLimit(settings.get(Setting.MAX_CONCURRENT)), // 503
                        new BodyFraming(settings.get(Setting.MAX_BODY)), // 400, 413, 415, 417
                        new WebSocketHandshake(settings.get(Setting.WEBSOCKET)), // 400, 426
                        JsonBody.of(settings), // 400, 408, 413
                        ModelRules::judge)); // 400, 403, 404
    }

    /** Returns the rules for a piece that stands alone: keys and web pages are somebody else's business. */
    public static Access withoutKeys(Settings settings, RouteTable routes) {
        return new Access(
                new Cors(Set.of(), false),
                List.of(new PathRule(settings.get(Setting.PREFIX), routes)),
                List.of(
                        RouteRule.of(settings),
                        new BodyFraming(settings.get(Setting.MAX_BODY)),
                        JsonBody.of(settings),
                        ModelRules::judge));
    }

    /**
     * Finds out what is asked for, and whether at the right place: what everybody has to keep to, with a key or
     * without.
     *
     * @throws ApiException when it is refused
     */
    public void locate(Exchange exchange) throws ApiException {
        cors.open(exchange);
        check(forEveryone, exchange);
    }

    /** Answers a browser that asks, without a key, whether it may ask (CORS preflight); returns false for all others. */
    public boolean answersOptions(Exchange exchange) {
        if (!exchange.request().method().equals("OPTIONS")
                || !(exchange.route() instanceof RouteMatch.WrongMethod known)) {
            return false;
        }
        exchange.response().status(204);
        exchange.response().header("Allow", String.join(", ", known.allowed()) + ", OPTIONS");
        cors.preflight(exchange, known.allowed());
        return true;
    }

    /**
     * Finds out who asks, and whether that key may do what it asks for.
     *
     * @throws ApiException when it is refused
     */
    public void authorize(Exchange exchange) throws ApiException {
        check(forKeys, exchange);
    }

    private static void check(List<AccessRule> rules, Exchange exchange) throws ApiException {
        for (AccessRule rule : rules) {
            rule.check(exchange);
        }
    }
}
