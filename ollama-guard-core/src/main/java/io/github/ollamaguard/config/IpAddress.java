package io.github.ollamaguard.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Addresses as text: numbers only, never a name, so that nothing is ever looked up. Stateless. */
public final class IpAddress {
    private static final String NUMBER = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(NUMBER + "(\\." + NUMBER + "){3}");

    /** Whatever has this form and is no address is refused by the JDK without a look-up. */
    private static final Pattern V6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]{2,45}");

    private IpAddress() {}

    /**
     * Returns the IPv4 or IPv6 address; an IPv4 address that is mapped into IPv6 becomes IPv4.
     *
     * @throws IllegalArgumentException when the text is none
     */
    public static InetAddress parse(String text) {
        if (V4.matcher(text).matches() || V6.matcher(text).matches()) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("not an address", e);
            }
        }
        throw new IllegalArgumentException("not an address");
    }
}
