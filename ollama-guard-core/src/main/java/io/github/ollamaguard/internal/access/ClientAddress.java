package io.github.ollamaguard.internal.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

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
        return new ClientAddress(text, wide ? HexFormat.of().formatHex(address.getAddress(), 0, PREFIX_BYTES) : text);
    }
}
