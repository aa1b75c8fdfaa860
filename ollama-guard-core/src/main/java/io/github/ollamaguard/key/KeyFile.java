package io.github.ollamaguard.key;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The content of a key file: one key a line, either in plain text or as {@code sha256:} and 64 hexadecimal digits, then
 * attributes {@code name=value}. {@code #} at the start of a line or after white space begins a comment.
 * One wrong line makes the whole file invalid. Not thread-safe.
 */
final class KeyFile {
    private final String fileName;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<KeyDigest, Integer> numbers = new HashMap<>();

    /** A line with a key; lines are counted from 1. */
    record Entry(int number, KeyDigest digest, ApiKey key) {}

    private KeyFile(String fileName) {
        this.fileName = fileName;
    }

    /** Returns the keys of a text, at least one; {@code fileName} is the name of its file in error messages. */
    static Map<KeyDigest, ApiKey> parse(String fileName, String text) throws InvalidKeyFileException {
        KeyFile file = read(fileName, text);
        if (file.entries.isEmpty()) {
            throw new InvalidKeyFileException(fileName, "contains no key");
        }
        return file.entries.values().stream().collect(Collectors.toUnmodifiableMap(Entry::digest, Entry::key));
    }

    /** Reads a text, which need not contain a key. */
    static KeyFile read(String fileName, String text) throws InvalidKeyFileException {
        KeyFile file = new KeyFile(fileName);
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            file.read(i + 1, lines.get(i));
        }
        return file;
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

    private void read(int number, String line) throws InvalidKeyFileException {
        try {
            Optional<KeyLine> key = KeyLine.parse(line);
            if (key.isPresent()) {
                add(number, key.get());
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyFileException(fileName, number, String.valueOf(e.getMessage()));
        }
    }

    private void add(int number, KeyLine line) {
        ApiKey key = line.key(number);
        Integer earlier = numbers.putIfAbsent(line.digest(), number);
        if (earlier != null) {
            throw new IllegalArgumentException("the same key as in line " + earlier);
        }
        if (entries.putIfAbsent(key.name(), new Entry(number, line.digest(), key)) != null) {
            throw new IllegalArgumentException("the name '" + key.name() + "' is taken by another key");
        }
    }
}
