package io.github.ollamaguard.key;

import io.github.ollamaguard.internal.file.TextFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key file in the course of one change. A line keeps its number, because a key without a name is named after it, and
 * what the change is not about keeps its text. Not thread-safe.
 */
final class KeyFileDraft {
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");

    private final String fileName;
    private final KeyFile file;
    private final Instant now;
    private final List<String> lines;
    private final String lineEnd;

    /** {@code now} is the time of the change. */
    KeyFileDraft(String fileName, String text, Instant now) throws InvalidKeyFileException {
        this.fileName = fileName;
        this.file = KeyFile.read(fileName, text);
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
        Matcher end = LINE_END.matcher(text);
        this.lineEnd = end.find() ? end.group() : "\n";
        // Mixed line ends are legal, so each line keeps its own.
        this.lines =
                new ArrayList<>(text.isEmpty() ? List.of() : Arrays.asList(text.split("(?<=\\n)|(?<=\\r)(?!\\n)")));
    }

    /** Adds a key at the end. */
    void add(NewKey key, Map<KeyAttribute, String> attributes) throws KeyEditException {
        String name = attributes.get(KeyAttribute.NAME);
        if (name == null) {
            throw new KeyEditException("a new key needs a name");
        }
        if (file.find(name) != null) {
            throw new KeyEditException("the name '" + name + "' is taken by another key");
        }
        append(changed(new KeyLineText(key.stored(), ""), attributes));
    }

    /** Makes a key unknown and leaves a comment in its place. */
    void revoke(String name) throws KeyEditException {
        KeyFile.Entry entry = entry(name);
        if (file.keys().size() == 1) {
            // The guard would take such a file for a mistake and go on with the keys it has.
            throw new KeyEditException("'" + name + "' is the only key, and a file without a key has no effect;"
                    + " create another key first");
        }
        replace(
                entry.number(),
                "# " + name + " was revoked at " + now + line(entry).comment());
    }

    /**
     * Puts a new key in the place of an old one. The old one goes on under another name.
     *
     * @param until when the old one expires at the latest
     * @param changes attributes in which the new one differs
     */
    void rotate(String name, NewKey key, Instant until, Map<KeyAttribute, String> changes) throws KeyEditException {
        KeyFile.Entry entry = entry(name);
        KeyLineText old = line(entry);
        replace(
                entry.number(),
                changed(old.withKey(key).with(KeyAttribute.NAME, name), changes).toString());
        KeyLineText outgoing = new KeyLineText(old.statement().strip(), "").with(KeyAttribute.NAME, freeName(name));
        boolean endsSooner = entry.key().isExpired(until);
        append(
                endsSooner
                        ? outgoing
                        : outgoing.with(
                                KeyAttribute.EXPIRES,
                                until.truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    /** Returns the changed file. */
    byte[] content() throws InvalidKeyFileException {
        byte[] content = String.join("", lines).getBytes(StandardCharsets.UTF_8);
        KeyFileFormat format = new KeyFileFormat();
        format.parse(fileName, TextFile.text(fileName, content, format));
        return content;
    }

    private KeyFile.Entry entry(String name) throws KeyEditException {
        KeyFile.Entry entry = file.find(name);
        if (entry == null) {
            throw new KeyEditException("there is no key with this name");
        }
        return entry;
    }

    private KeyLineText changed(KeyLineText line, Map<KeyAttribute, String> attributes) throws KeyEditException {
        try {
            KeyLineText changed = line;
            for (KeyAttribute attribute : KeyAttribute.values()) {
                String value = attributes.get(attribute);
                if (value != null) {
                    changed = changed.with(attribute, attribute.check(value));
                }
            }
            if (KeyLine.parse(changed.toString()).orElseThrow().key(0).isExpired(now)) {
                throw new KeyEditException("the new key would have expired already; give it a later date");
            }
            return changed;
        } catch (IllegalArgumentException e) {
            throw new KeyEditException(String.valueOf(e.getMessage()));
        }
    }

    private String freeName(String name) {
        for (int i = 1; ; i++) {
            String end = "." + i;
            String free = name.substring(0, Math.min(name.length(), KeyAttribute.LONGEST_NAME - end.length())) + end;
            if (file.find(free) == null) {
                return free;
            }
        }
    }

    private KeyLineText line(KeyFile.Entry entry) {
        return KeyLineText.of(LINE_END.matcher(lines.get(entry.number() - 1)).replaceFirst(""));
    }

    private void replace(int number, String line) {
        Matcher end = LINE_END.matcher(lines.get(number - 1));
        lines.set(number - 1, line + (end.find() ? end.group() : ""));
    }

    private void append(KeyLineText line) {
        int last = lines.size() - 1;
        if (last >= 0 && !LINE_END.matcher(lines.get(last)).find()) {
            lines.set(last, lines.get(last) + lineEnd);
        }
        lines.add(line + lineEnd);
    }
}
