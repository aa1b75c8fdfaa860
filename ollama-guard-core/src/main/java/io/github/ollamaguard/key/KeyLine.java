package io.github.ollamaguard.key;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a key file that is neither blank nor a comment. No message of its exceptions repeats more of the line
 * than the name of an attribute: anything else may be a key in the wrong place.
 *
 * @param digest the digest of the key
 * @param attributes the attributes as written, without repetition
 */
record KeyLine(KeyDigest digest, Map<KeyAttribute, String> attributes) {
    static final int LONGEST_KEY = 512;

    static final String DIGEST_PREFIX = "sha256:";
    private static final Pattern WHITE_SPACE = Pattern.compile("[ \\t]+");

    /** What looks like a mistyped attribute, and not like a key that happens to contain an equals sign. */
    private static final Pattern ATTRIBUTE = Pattern.compile("(?<name>[a-z][a-z-]{0,15})=[^=].*");

    /**
     * Reads a line.
     *
     * @return nothing when the line is blank or a comment
     * @throws IllegalArgumentException with the reason why the line is not valid
     */
    static Optional<KeyLine> parse(String line) {
        List<String> tokens = tokens(line);
        if (tokens.isEmpty()) {
            return Optional.empty();
        }
        KeyDigest digest = digest(tokens.get(0));
        Map<KeyAttribute, String> attributes = new EnumMap<>(KeyAttribute.class);
        for (String token : tokens.subList(1, tokens.size())) {
            KeyAttribute attribute = attribute(token);
            String value = attribute.check(token.substring(token.indexOf('=') + 1));
            if (attributes.put(attribute, value) != null) {
                throw new IllegalArgumentException("attribute '" + attribute + "' is repeated");
            }
        }
        return Optional.of(new KeyLine(digest, attributes));
    }

    /** Returns the key with its attributes; {@code number} is that of the line and names a key without a name. */
    ApiKey key(int number) {
        String name = attributes.getOrDefault(KeyAttribute.NAME, "key-" + number);
        String roles = attributes.get(KeyAttribute.ROLES);
        String models = attributes.get(KeyAttribute.MODELS);
        String expires = attributes.get(KeyAttribute.EXPIRES);
        return new ApiKey(
                name,
                roles == null ? ApiKey.DEFAULT_ROLES : KeyAttribute.readRoles(roles),
                models == null ? ApiKey.DEFAULT_MODELS : KeyAttribute.readModels(models),
                expires == null ? null : KeyAttribute.readExpires(expires));
    }

    /** Returns whether a text has the form of a key: 1 to 512 printable ASCII characters without white space. */
    static boolean isKey(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_KEY
                && text.chars().allMatch(character -> character > ' ' && character < 0x7f);
    }

    private static List<String> tokens(String line) {
        List<String> tokens = new ArrayList<>();
        for (String token : WHITE_SPACE.split(line, -1)) {
            if (token.startsWith("#")) {
                break;
            }
            if (!token.isEmpty()) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    private static KeyDigest digest(String key) {
        if (key.regionMatches(true, 0, DIGEST_PREFIX, 0, DIGEST_PREFIX.length())) {
            try {
                return KeyDigest.ofHex(key.substring(DIGEST_PREFIX.length()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'sha256:' must be followed by 64 hexadecimal digits");
            }
        }
        if (KeyAttribute.of(key) != null) {
            throw new IllegalArgumentException("an attribute stands where the key should be");
        }
        if (!isKey(key)) {
            throw new IllegalArgumentException(
                    "a key must have 1 to " + LONGEST_KEY + " printable ASCII characters without white space");
        }
        return KeyDigest.of(key);
    }

    private static KeyAttribute attribute(String token) {
        KeyAttribute attribute = KeyAttribute.of(token);
        if (attribute == null) {
            Matcher unknown = ATTRIBUTE.matcher(token);
            throw new IllegalArgumentException(
                    unknown.matches()
                            ? "unknown attribute '" + unknown.group("name") + "'"
                            : "after the key only attributes such as name=alice may follow");
        }
        return attribute;
    }
}
