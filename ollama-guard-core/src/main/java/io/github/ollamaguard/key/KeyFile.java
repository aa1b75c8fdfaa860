package io.github.ollamaguard.key;

import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.internal.file.TextFile;
import io.github.ollamaguard.internal.file.WatchedFile;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The content of a key file: one key a line, either in plain text or as {@code sha256:} and 64 hexadecimal digits, then
 * attributes {@code name=value}. {@code #} at the start of a line or after white space begins a comment.
 * One wrong line makes the whole file invalid. No message repeats more of a line than the name of an attribute or of a
 * key: anything else may be a key in the wrong place. Not thread-safe.
 */
final class KeyFile {
    /** A key file as the guard reads it: it must contain a key. */
    static final WatchedFile.Format<Map<KeyDigest, ApiKey>> FORMAT =
            new WatchedFile.Format<>(KeyFile::parse, true, keys -> keys.size() == 1 ? "1 key" : keys.size() + " keys");

    private static final int LONGEST_KEY = 512;

    /** What looks like a mistyped attribute, and not like a key that happens to contain an equals sign. */
    private static final Pattern ATTRIBUTE = Pattern.compile("(?<name>[a-z][a-z-]{0,15})=[^=].*");

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<KeyDigest, Integer> numbers = new HashMap<>();

    /** A line with a key; lines are counted from 1, and a key without a name is named after its line. */
    record Entry(int number, KeyDigest digest, ApiKey key) {}

    private KeyFile() {}

    /** Returns the keys of a text, at least one; {@code fileName} is the name of its file in error messages. */
    static Map<KeyDigest, ApiKey> parse(String fileName, String text) throws InvalidFileException {
        KeyFile file = read(fileName, text);
        if (file.entries.isEmpty()) {
            throw new InvalidFileException(fileName, "contains no key");
        }
        return file.entries.values().stream().collect(Collectors.toUnmodifiableMap(Entry::digest, Entry::key));
    }

    /** Reads a text, which need not contain a key. */
    static KeyFile read(String fileName, String text) throws InvalidFileException {
        KeyFile file = new KeyFile();
        TextFile.readLines(fileName, text, (words, number) -> file.add(entry(number, words)));
        return file;
    }

    /** Reads the words of a line, at least one; an {@link IllegalArgumentException} says why they are not valid. */
    static Entry entry(int number, List<String> words) {
        KeyDigest digest = digest(words.get(0));
        ApiKey key = new ApiKey("key-" + number);
        Set<KeyAttribute> seen = EnumSet.noneOf(KeyAttribute.class);
        for (String word : words.subList(1, words.size())) {
            KeyAttribute attribute = attribute(word);
            key = attribute.set(key, word.substring(word.indexOf('=') + 1));
            if (!seen.add(attribute)) {
                throw new IllegalArgumentException("attribute '" + attribute + "' is repeated");
            }
        }
        return new Entry(number, digest, key);
    }

    /** Returns whether a text has the form of a key: 1 to 512 printable ASCII characters without white space. */
    static boolean isKey(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_KEY
                && text.chars().allMatch(character -> character > ' ' && character < 0x7f);
    }

    /** Returns the keys in the order of the file. */
    List<ApiKey> keys() {
        return entries.values().stream().map(Entry::key).toList();
    }

    /** Returns the line of the key with a name, or null. */
    @Nullable
    Entry find(String name) {
        return entries.get(name);
    }

    private void add(Entry entry) {
        Integer earlier = numbers.putIfAbsent(entry.digest(), entry.number());
        if (earlier != null) {
            throw new IllegalArgumentException("the same key as in line " + earlier);
        }
        String name = entry.key().name();
        if (entries.putIfAbsent(name, entry) != null) {
            throw new IllegalArgumentException("the name '" + name + "' is taken by another key");
        }
    }

    private static KeyDigest digest(String key) {
        if (key.regionMatches(true, 0, KeyDigest.PREFIX, 0, KeyDigest.PREFIX.length())) {
            return KeyDigest.ofHex(key.substring(KeyDigest.PREFIX.length()));
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

    private static KeyAttribute attribute(String word) {
        KeyAttribute attribute = KeyAttribute.of(word);
        if (attribute == null) {
            Matcher unknown = ATTRIBUTE.matcher(word);
            throw new IllegalArgumentException(
                    unknown.matches()
                            ? "unknown attribute '" + unknown.group("name") + "'"
                            : "after the key only attributes such as name=alice may follow");
        }
        return attribute;
    }
}
