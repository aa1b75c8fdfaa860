package io.github.ollamaguard.internal.exchange;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** The number by which client and operator can talk about a request. Stateless. */
final class RequestId {
    private RequestId() {}

    /** Returns an id of our own: a client's one could be as long, and as wrong, as it likes. */
    static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return "req_" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
