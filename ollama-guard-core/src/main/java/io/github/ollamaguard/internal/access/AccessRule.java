package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.Exchange;

/** One rule of access. Implementations are thread-safe. */
@FunctionalInterface
interface AccessRule {
    /**
     * Lets an exchange pass, and notes in it what it has found out.
     *
     * @throws ApiException when it is refused
     */
    void check(Exchange exchange) throws ApiException;
}
