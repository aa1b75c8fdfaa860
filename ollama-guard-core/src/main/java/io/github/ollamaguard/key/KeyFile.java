package io.github.ollamaguard.key;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parser of a key file: UTF-8, one key a line, either in plain text or as {@code sha256:} and 64 hexadecimal
 * digits, then attributes {@code name=value}. {@code #} at the start of a line or after white space begins a comment.
 * One wrong line makes the whole file invalid. Not thread-safe.
 */
final class KeyFile {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String fileName;
    private final Map<KeyDigest, ApiKey> keys = new HashMap<>();
    private final Map<KeyDigest, Integer> lines = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    private KeyFile(String fileName) {
        this.fileName = fileName;
    }

    /** Returns the keys of a file, at least one; {@code fileName} is its name in error messages. */
    static Map<KeyDigest, ApiKey> parse(String fileName, byte[] content) throws InvalidKeyFileException {
        KeyFile file = new KeyFile(fileName);
        List<String> lines = file.decode(content).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            file.read(i + 1, lines.get(i));
        }
        if (file.keys.isEmpty()) {
            throw new InvalidKeyFileException(fileName, "contains no key");
        }
        return Map.copyOf(file.keys);
    }

    private String decode(byte[] content) throws InvalidKeyFileException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new InvalidKeyFileException(fileName, "is not valid UTF-8");
        }
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
        String name = line.attributes().getOrDefault(KeyLine.Attribute.NAME, "key-" + number);
        Integer earlier = lines.putIfAbsent(line.digest(), number);
        if (earlier != null) {
            throw new IllegalArgumentException("the same key as in line " + earlier);
        }
        if (!names.add(name)) {
            throw new IllegalArgumentException("the name '" + name + "' is taken by another key");
        }
        keys.put(line.digest(), new ApiKey(name));
    }
}
