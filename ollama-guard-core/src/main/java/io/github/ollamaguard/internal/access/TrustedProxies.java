package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.config.AddressRange;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies in front that are believed ({@code X-Forwarded-For}). Finds out where requests come from: from the other
 * end of the connection, unless that is a proxy that can be trusted to know better. Each trusted proxy is asked once,
 * from the nearest on; what lies behind the first other address is a claim of the client. Immutable and thread-safe.
 */
public record TrustedProxies(List<AddressRange> trustedProxies) {
    /** Connections without an address, such as Unix sockets, count as one source. */
    private static final ClientAddress UNKNOWN = new ClientAddress("unknown", "unknown");

    /** Returns the address of a request's client. */
    public ClientAddress clientOf(ClientRequest request) {
        InetAddress nearest = address(String.valueOf(request.remoteAddress()));
        if (nearest == null) {
            return UNKNOWN;
        }
        if (!isTrusted(nearest)) {
            return ClientAddress.of(nearest);
        }
        String[] hops = String.join(",", request.headers("X-Forwarded-For")).split(",", -1);
        for (int i = hops.length - 1; i >= 0 && isTrusted(nearest); i--) {
            InetAddress hop = address(hops[i].strip());
            if (hop == null) {
                break;
            }
            nearest = hop;
        }
        return ClientAddress.of(nearest);
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
            return AddressRange.address(zone < 0 ? host : host.substring(0, zone));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * The client's address.
     *
     * @param address the address, for the log
     * @param network what one party surely has: an IPv4 address, or the 64 bits that every IPv6 connection gets
     */
    public record ClientAddress(String address, String network) {
        private static final int PREFIX_BYTES = 8;

        static ClientAddress of(InetAddress address) {
            String text = address.getHostAddress();
            boolean wide = address instanceof Inet6Address;
            return new ClientAddress(
                    text, wide ? HexFormat.of().formatHex(address.getAddress(), 0, PREFIX_BYTES) : text);
        }
    }
}
