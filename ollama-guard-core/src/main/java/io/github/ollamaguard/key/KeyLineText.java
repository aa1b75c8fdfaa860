package io.github.ollamaguard.key;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line with a key as its author wrote it, to be changed in one place and left alone in the others.
 *
 * @param statement the key and its attributes
 * @param comment the comment with the white space in front of it, or nothing
 */
record KeyLineText(String statement, String comment) {
    private static final Pattern COMMENT = Pattern.compile("(^|[ \\t]+)#");
    private static final Pattern FIRST_TOKEN = Pattern.compile("[^ \\t]+");

    static KeyLineText of(String line) {
        Matcher matcher = COMMENT.matcher(line);
        int end = matcher.find() ? matcher.start() : line.length();
        return new KeyLineText(line.substring(0, end).stripTrailing(), line.substring(end));
    }

    /** Returns the line with another key. */
    KeyLineText withKey(NewKey key) {
        return withStatement(FIRST_TOKEN.matcher(statement).replaceFirst(Matcher.quoteReplacement(key.stored())));
    }

    /** Returns the line with an attribute that has this value, at its old place when it was there already. */
    KeyLineText with(KeyAttribute attribute, String value) {
        String token = attribute + "=" + value;
        Matcher old = Pattern.compile("(?<=[ \\t])" + attribute + "=[^ \\t]*").matcher(statement);
        return withStatement(old.find() ? old.replaceFirst(Matcher.quoteReplacement(token)) : statement + "  " + token);
    }

    /** Returns the line as it stands in a file, without its end. */
    @Override
    public String toString() {
        return statement + comment;
    }

    private KeyLineText withStatement(String changed) {
        return new KeyLineText(changed, comment);
    }
}
