package io.github.ollamaguard.key;

import java.util.Arrays;
import java.util.Locale;

/** What a key may be used for: a set of rows of the route table. No role contains another one. */
public enum Role {
    /** To use models. */
    INFER,
    /** To change what models there are. */
    MANAGE;

    /** Returns the role with a name in a key file; any other name is an {@link IllegalArgumentException}. */
    static Role of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.toString().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a role"));
    }

    /** Returns the name in a key file. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
