package io.github.ollamaguard.servlet;

import io.github.ollamaguard.config.AddressRange;
import io.github.ollamaguard.config.IpAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where requests come from: from the other end of the connection, unless that is a proxy that can be trusted
 * to know better. Each trusted proxy is asked once, from the nearest on; what lies behind the first other address is a
 * claim of the client. Immutable and thread-safe.
 */
record Sources(List<AddressRange> trustedProxies) {
    /** Connections without an address, such as Unix sockets, count as one source. */
    private static final Source UNKNOWN = new Source("unknown", "unknown");

    Source of(HttpServletRequest request) {
        InetAddress nearest = address(String.valueOf(request.getRemoteAddr()));
        if (nearest == null) {
            return UNKNOWN;
        }
        if (!isTrusted(nearest)) {
            return Source.of(nearest);
        }
        String[] hops = String.join(",", Collections.list(request.getHeaders("X-Forwarded-For")))
                .split(",", -1);
        for (int i = hops.length - 1; i >= 0 && isTrusted(nearest); i--) {
            InetAddress hop = address(hops[i].strip());
            if (hop == null) {
                break;
            }
            nearest = hop;
        }
        return Source.of(nearest);
    }

    private boolean isTrusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(range -> range.contains(address));
    }

    /** Reads {@code 192.0.2.1}, {@code 192.0.2.1:443}, {@code 2001:db8::1}, {@code [2001:db8::1]:443}, also with a zone. */
    private static @Nullable InetAddress address(String text) {
        String host = text;
        if (text.startsWith("[")) {
            host = text.substring(1, Math.max(1, text.indexOf(']')));
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.contains(":")) {
            host = text.substring(0, text.indexOf(':'));
        }
        int zone = host.indexOf('%');
        try {
            return IpAddress.parse(zone < 0 ? host : host.substring(0, zone));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
