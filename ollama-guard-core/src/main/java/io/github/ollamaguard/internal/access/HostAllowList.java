package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.Exchange;
import java.util.List;
import java.util.Locale;

/**
 * The names under which the guard may be called (Host allow-list). A web page that makes a name of its own point to the
 * guard (DNS rebinding) calls it by that name. Immutable and thread-safe.
 *
 * @param hosts names, each with or without a port, in lower case; without one any port is right; none to allow all
 */
record HostAllowList(List<String> hosts) implements AccessRule {
    /**
     * Checks the name that a client used.
     *
     * @throws ApiException 421 for an unknown one
     */
    @Override
    public void check(Exchange exchange) throws ApiException {
        if (!hosts.isEmpty() && !isKnown(called(exchange.request()))) {
            throw new ApiException(ApiError.misdirected());
        }
    }

    private boolean isKnown(String called) {
        return hosts.contains(called) || hosts.contains(called.replaceFirst(":\\d*$", ""));
    }

    /** Two headers are as good as a wrong one; HTTP/2 has none, but the container knows the authority. */
    private static String called(ClientRequest request) {
        List<String> headers = request.headers("Host");
        if (headers.size() > 1) {
            return "";
        }
        String called = headers.isEmpty() ? request.authority() : headers.get(0);
        return called.strip().toLowerCase(Locale.ROOT);
    }
}
