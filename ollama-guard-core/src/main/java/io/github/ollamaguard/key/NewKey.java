package io.github.ollamaguard.key;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * A freshly generated key: {@code ogk_}, 10 characters of public id, {@code _}, 43 characters of secret (256 bits),
 * and 6 characters of checksum, all in base 62 ({@code 0-9A-Za-z}). The checksum is the CRC-32 of everything before it,
 * most significant digit first; it lets secret scanners tell real keys from look-alikes and takes no part in
 * authentication. Immutable and thread-safe.
 */
public final class NewKey {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String PREFIX = "ogk_";
    private static final int ID_LENGTH = 10;
    private static final int SECRET_LENGTH = 43;
    private static final int CHECKSUM_LENGTH = 6;

    private final String text;

    private NewKey(String text) {
        this.text = text;
    }

    /** Returns a key that nobody else has. */
    public static NewKey generate() {
        SecureRandom random = new SecureRandom();
        String body = PREFIX + randomDigits(random, ID_LENGTH) + "_" + randomDigits(random, SECRET_LENGTH);
        return new NewKey(body + checksum(body));
    }

    /** Returns the key itself, which a client presents. This is the secret: show it once, and do not log it. */
    public String text() {
        return text;
    }

    /** Returns the public id, with its prefix: enough to recognise the key, useless to present it. */
    public String id() {
        return text.substring(0, PREFIX.length() + ID_LENGTH);
    }

    /**
     * Returns the line of a key file that makes the key known, without the secret and without a line end.
     *
     * @param name 1 to 64 letters, digits, {@code .}, {@code _} or {@code -}
     * @throws IllegalArgumentException when the name is not valid
     */
    public String keyFileLine(String name) {
        return stored() + "  name=" + KeyAttribute.NAME.check(name);
    }

    /** Returns what a key file says instead of the key. */
    String stored() {
        return KeyDigest.of(text).stored();
    }

    /** Returns the public id. */
    @Override
    public String toString() {
        return id();
    }

    static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        StringBuilder digits = new StringBuilder();
        for (long rest = crc.getValue(); digits.length() < CHECKSUM_LENGTH; rest /= DIGITS.length()) {
            digits.append(DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        return digits.reverse().toString();
    }

    private static String randomDigits(SecureRandom random, int length) {
        return random.ints(length, 0, DIGITS.length())
                .mapToObj(digit -> DIGITS.substring(digit, digit + 1))
                .collect(Collectors.joining());
    }
}
