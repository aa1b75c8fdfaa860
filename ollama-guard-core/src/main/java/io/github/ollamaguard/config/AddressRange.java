package io.github.ollamaguard.config;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * A range of addresses, as in {@code 10.0.0.0/8} or {@code fd00::/8}; a single address is a range as well. Immutable and
 * thread-safe.
 *
 * @param network any address of the range
 * @param bits how many leading bits all its addresses share
 */
public record AddressRange(InetAddress network, int bits) {
    private static final Pattern LENGTH = Pattern.compile("\\d{1,3}");

    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException when the address has fewer bits
     */
    public AddressRange {
        if (bits < 0 || bits > network.getAddress().length * Byte.SIZE) {
            throw new IllegalArgumentException("not a range of addresses");
        }
    }

    /**
     * Returns the range that a text names, in CIDR notation or as one address.
     *
     * @throws IllegalArgumentException when it names none
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            InetAddress only = IpAddress.parse(text);
            return new AddressRange(only, only.getAddress().length * Byte.SIZE);
        }
        String length = text.substring(slash + 1);
        if (!LENGTH.matcher(length).matches()) {
            throw new IllegalArgumentException("not a range of addresses");
        }
        return new AddressRange(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(length));
    }

    /** Returns whether the address is in the range; one of the other IP version never is. */
    public boolean contains(InetAddress address) {
        byte[] own = network.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += Byte.SIZE) {
            int mask = 0xFF << Math.max(0, bit + Byte.SIZE - bits);
            int index = bit / Byte.SIZE;
            if (((own[index] ^ other[index]) & mask & 0xFF) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the range in CIDR notation. */
    @Override
    public String toString() {
        return network.getHostAddress() + "/" + bits;
    }
}
