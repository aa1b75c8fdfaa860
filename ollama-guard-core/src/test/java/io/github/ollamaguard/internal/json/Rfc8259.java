package io.github.ollamaguard.internal.json;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of JSON, written a second time: says whether a text belongs to it, and nothing else. Not thread-safe. */
final class Rfc8259 {
    private static final String STRING = "\"([^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*\"";
    private static final String NUMBER = "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?";
    private static final Pattern NAME = Pattern.compile(STRING);
    private static final Pattern SCALAR = Pattern.compile("true|false|null|" + NUMBER + "|" + STRING);

    private final String text;
    private int at;

    private Rfc8259(String text) {
        this.text = text;
    }

    static boolean matches(String text) {
        Rfc8259 grammar = new Rfc8259(text);
        return grammar.value() && grammar.at == text.length();
    }

    private boolean value() {
        skipWhiteSpace();
        boolean isValue = next('{') ? members() : next('[') ? elements() : next(SCALAR);
        skipWhiteSpace();
        return isValue;
    }

    private boolean members() {
        skipWhiteSpace();
        if (next('}')) {
            return true;
        }
        do {
            if (!name() || !value()) {
                return false;
            }
        } while (next(','));
        return next('}');
    }

    private boolean elements() {
        skipWhiteSpace();
        if (next(']')) {
            return true;
        }
        do {
            if (!value()) {
                return false;
            }
        } while (next(','));
        return next(']');
    }

    private boolean name() {
        skipWhiteSpace();
        boolean isName = next(NAME);
        skipWhiteSpace();
        return isName && next(':');
    }

    private void skipWhiteSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean next(char expected) {
        boolean isThere = at < text.length() && text.charAt(at) == expected;
        at += isThere ? 1 : 0;
        return isThere;
    }

    private boolean next(Pattern expected) {
        Matcher matcher = expected.matcher(text).region(at, text.length());
        boolean isThere = matcher.lookingAt();
        at = isThere ? matcher.end() : at;
        return isThere;
    }
}
