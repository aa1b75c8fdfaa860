package io.github.ollamaguard.servlet;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/**
 * Where a request comes from.
 *
 * @param address the address, for the log
 * @param network what one party surely has: an IPv4 address, or the 64 bits that every IPv6 connection gets
 */
record Source(String address, String network) {
    private static final int PREFIX_BYTES = 8;

    static Source of(InetAddress address) {
        String text = address.getHostAddress();
        boolean wide = address instanceof Inet6Address;
        return new Source(text, wide ? HexFormat.of().formatHex(address.getAddress(), 0, PREFIX_BYTES) : text);
    }
}
