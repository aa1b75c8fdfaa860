package io.github.ollamaguard.key;

import io.github.ollamaguard.internal.file.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The SHA-256 of a key, the only form in which the guard remembers keys. Immutable and thread-safe. */
final class KeyDigest {
    /** What stands in a key file in front of a digest. */
    static final String PREFIX = "sha256:";

    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{64}");

    private final byte[] bytes;

    private KeyDigest(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the digest of a key in plain text. */
    static KeyDigest of(String key) {
        return new KeyDigest(Sha256.of(key.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the digest that 64 hexadecimal digits spell; anything else is an {@link IllegalArgumentException}. */
    static KeyDigest ofHex(String hex) {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("'sha256:' must be followed by 64 hexadecimal digits");
        }
        return new KeyDigest(HexFormat.of().parseHex(hex));
    }

    /** Returns what a key file says instead of the key. */
    String stored() {
        return PREFIX + HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyDigest digest && MessageDigest.isEqual(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns a text that tells nothing about the key. */
    @Override
    public String toString() {
        return "KeyDigest";
    }
}
