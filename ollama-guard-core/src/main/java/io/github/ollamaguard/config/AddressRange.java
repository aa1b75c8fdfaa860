package io.github.ollamaguard.config;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses, as in {@code 10.0.0.0/8} or {@code fd00::/8}; a single address is a range as well. Immutable
 * and thread-safe.
 *
 * @param network any address of the range
 * @param bits how many leading bits all its addresses share
 */
public record AddressRange(InetAddress network, int bits) {
    private static final Pattern RANGE = Pattern.compile("(?<network>[^/]*)(/(?<bits>\\d{1,3}))?");
    private static final String NUMBER = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(NUMBER + "(\\." + NUMBER + "){3}");

    /** Whatever has this form and is no address is refused by the JDK without a look-up. */
    private static final Pattern V6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]{2,45}");

    /** Refuses more bits than the address has with an {@link IllegalArgumentException}. */
    public AddressRange {
        if (bits < 0 || bits > network.getAddress().length * Byte.SIZE) {
            throw new IllegalArgumentException("not a range of addresses");
        }
    }

    /** Returns the range that a text names as CIDR or as one address; else an {@link IllegalArgumentException}. */
    public static AddressRange parse(String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw new IllegalArgumentException("not a range of addresses");
        }
        InetAddress network = address(range.group("network"));
        String bits = range.group("bits");
        return new AddressRange(
                network, bits == null ? network.getAddress().length * Byte.SIZE : Integer.parseInt(bits));
    }

    /**
     * Returns the IPv4 or IPv6 address that a text spells in numbers; a name is never looked up. An IPv4 address that
     * is mapped into IPv6 becomes IPv4.
     *
     * @throws IllegalArgumentException when the text is no address
     */
    public static InetAddress address(String text) {
        if (V4.matcher(text).matches() || V6.matcher(text).matches()) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("not an address", e);
            }
        }
        throw new IllegalArgumentException("not an address");
    }

    /** Returns whether the address is in the range; one of the other IP version never is. */
    public boolean contains(InetAddress address) {
        byte[] own = network.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        BigInteger difference = new BigInteger(1, own).xor(new BigInteger(1, other));
        return difference.bitLength() <= own.length * Byte.SIZE - bits;
    }

    /** Returns the range in CIDR notation. */
    @Override
    public String toString() {
        return network.getHostAddress() + "/" + bits;
    }
}
