package io.github.ollamaguard.internal.json;

import java.io.IOException;

/** The names of JSON members as Go's {@code encoding/json} compares them: by simple case folding. */
final class MemberName {
    private static final char LONG_S = '\u017F';
    private static final char KELVIN = '\u212A';

    private MemberName() {}

    /**
     * Returns the form that is equal for all names that Ollama takes for the same.
     *
     * @throws IOException for a name that looks like ASCII only after folding (long s, Kelvin sign): nobody means it
     */
    static String folded(String name) throws IOException {
        if (isPlain(name)) {
            return name;
        }
        StringBuilder folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == LONG_S || c == KELVIN) {
                throw new IOException("disguised name");
            }
            char fold = Character.toLowerCase(Character.toUpperCase(c));
            // Java folds the two i of Turkish to ASCII, Go does not.
            folded.append(c >= 0x80 && fold < 0x80 ? c : fold);
        }
        return folded.toString();
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }
}
