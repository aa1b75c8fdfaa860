package io.github.ollamaguard.internal.file;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The form that the lines of all files have. */
public final class TextLine {
    private static final Pattern WHITE_SPACE = Pattern.compile("[ \\t]+");

    private TextLine() {}

    /**
     * Returns the words of a line, separated by spaces and tabs; none when it is blank. A word that starts with
     * {@code #} begins a comment.
     */
    public static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : WHITE_SPACE.split(line, -1)) {
            if (word.startsWith("#")) {
                break;
            }
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
