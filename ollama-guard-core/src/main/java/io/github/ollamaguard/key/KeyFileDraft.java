package io.github.ollamaguard.key;

import io.github.ollamaguard.config.InvalidFileException;
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
 * what the change is not about keeps its text. A change that is not possible is refused with an {@link
 * IllegalArgumentException}, whose message is the reason and never contains a key. Not thread-safe.
 */
final class KeyFileDraft {
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");

    private final String fileName;
    private final KeyFile file;
    private final Instant now;
    private final List<String> lines;
    private final String lineEnd;

    /**
     * A line with a key as its author wrote it, to be changed in one place and left alone in the others: the key with
     * its attributes, then the comment, if any, with the white space in front of it, then the end of the line, if any.
     */
    private record Line(String statement, String comment, String end) {
        private static final Pattern COMMENT = Pattern.compile("(^|[ \\t]+)#");
        private static final Pattern FIRST_WORD = Pattern.compile("[^ \\t]+");

        static Line of(String line) {
            int end = start(LINE_END, line);
            int comment = Math.min(start(COMMENT, line), end);
            return new Line(
                    line.substring(0, comment).stripTrailing(), line.substring(comment, end), line.substring(end));
        }

        private static int start(Pattern part, String line) {
            Matcher matcher = part.matcher(line);
            return matcher.find() ? matcher.start() : line.length();
        }

        /** Returns the line with another key. */
        Line withKey(NewKey key) {
            String changed = FIRST_WORD.matcher(statement).replaceFirst(Matcher.quoteReplacement(key.stored()));
            return new Line(changed, comment, end);
        }

        /** Returns the line with an attribute that has this value, at its old place when it was there already. */
        Line with(KeyAttribute attribute, String value) {
            String word = attribute + "=" + value;
            Matcher old =
                    Pattern.compile("(?<=[ \\t])" + attribute + "=[^ \\t]*").matcher(statement);
            String changed = old.find() ? old.replaceFirst(Matcher.quoteReplacement(word)) : statement + "  " + word;
            return new Line(changed, comment, end);
        }

        /** Returns the line as it stands in a file. */
        @Override
        public String toString() {
            return statement + comment + end;
        }
    }

    /** {@code now} is the time of the change. */
    KeyFileDraft(String fileName, String text, Instant now) throws InvalidFileException {
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
    void add(NewKey key, Map<KeyAttribute, String> attributes) {
        String name = attributes.get(KeyAttribute.NAME);
        if (name == null) {
            throw new IllegalArgumentException("a new key needs a name");
        }
        if (file.find(name) != null) {
            throw new IllegalArgumentException("the name '" + name + "' is taken by another key");
        }
        append(changed(new Line(key.stored(), "", lineEnd), attributes));
    }

    /** Makes a key unknown and leaves a comment in its place. */
    void revoke(String name) {
        KeyFile.Entry entry = entry(name);
        if (file.keys().size() == 1) {
            // The guard would take such a file for a mistake and go on with the keys it has.
            throw new IllegalArgumentException("'" + name + "' is the only key, and a file without a key has no effect;"
                    + " create another key first");
        }
        Line old = line(entry);
        replace(entry, new Line("# " + name + " was revoked at " + now, old.comment(), old.end()));
    }

    /**
     * Puts a new key, which differs in {@code changes}, in the place of an old one. The old one goes on under another
     * name and expires at {@code until} at the latest.
     */
    void rotate(String name, NewKey key, Instant until, Map<KeyAttribute, String> changes) {
        KeyFile.Entry entry = entry(name);
        Line old = line(entry);
        replace(entry, changed(old.withKey(key).with(KeyAttribute.NAME, name), changes));
        Line outgoing = new Line(old.statement().strip(), "", lineEnd).with(KeyAttribute.NAME, freeName(name));
        boolean endsSooner = entry.key().isExpired(until);
        String end = until.truncatedTo(ChronoUnit.SECONDS).toString();
        append(endsSooner ? outgoing : outgoing.with(KeyAttribute.EXPIRES, end));
    }

    /** Returns the changed file. */
    byte[] content() throws InvalidFileException {
        byte[] content = String.join("", lines).getBytes(StandardCharsets.UTF_8);
        KeyFile.parse(fileName, TextFile.text(fileName, content));
        return content;
    }

    private KeyFile.Entry entry(String name) {
        KeyFile.Entry entry = file.find(name);
        if (entry == null) {
            throw new IllegalArgumentException("there is no key with this name");
        }
        return entry;
    }

    private Line changed(Line line, Map<KeyAttribute, String> attributes) {
        Line changed = line;
        for (KeyAttribute attribute : KeyAttribute.values()) {
            String value = attributes.get(attribute);
            if (value != null) {
                changed = changed.with(attribute, attribute.check(value));
            }
        }
        if (KeyFile.entry(0, TextFile.words(changed.statement())).key().isExpired(now)) {
            throw new IllegalArgumentException("the new key would have expired already; give it a later date");
        }
        return changed;
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

    private Line line(KeyFile.Entry entry) {
        return Line.of(lines.get(entry.number() - 1));
    }

    private void replace(KeyFile.Entry entry, Line line) {
        lines.set(entry.number() - 1, line.toString());
    }

    private void append(Line line) {
        int last = lines.size() - 1;
        if (last >= 0 && !LINE_END.matcher(lines.get(last)).find()) {
            lines.set(last, lines.get(last) + lineEnd);
        }
        lines.add(line.toString());
    }
}
