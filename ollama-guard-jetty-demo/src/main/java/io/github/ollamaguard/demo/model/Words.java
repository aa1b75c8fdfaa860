package io.github.ollamaguard.demo.model;

import java.util.List;
import java.util.regex.Pattern;

/** Text in the pieces in which a model speaks it: words, each with the space in front of it. */
final class Words {
    private static final Pattern BOUNDARY = Pattern.compile("(?<=\\S)(?=\\s)|(?<=[,:{\\[])(?=\\S)");

    private Words() {}

    static List<String> of(String text) {
        return text.isEmpty() ? List.of() : List.of(BOUNDARY.split(text));
    }
}
