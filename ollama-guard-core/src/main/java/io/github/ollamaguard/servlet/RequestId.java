package io.github.ollamaguard.servlet;

import jakarta.servlet.http.HttpServletResponse;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** The number by which client and operator can talk about a request. Stateless. */
final class RequestId {
    private static final String HEADER = "X-Request-Id";

    private RequestId() {}

    /** Gives the response an id of our own: a client's one could be as long, and as wrong, as it likes. */
    static void assign(HttpServletResponse response) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        response.setHeader(HEADER, "req_" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong()));
    }

    /** Returns the id for the log, or a dash when nobody has assigned one. */
    static String of(HttpServletResponse response) {
        String id = response.getHeader(HEADER);
        return id == null ? "-" : id;
    }
}
