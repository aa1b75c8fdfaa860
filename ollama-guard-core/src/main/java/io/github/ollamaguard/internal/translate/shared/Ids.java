package io.github.ollamaguard.internal.translate.shared;

import java.util.concurrent.ThreadLocalRandom;

/** Identifiers in OpenAI's form: a prefix and letters and digits. Unique, not secret. */
public final class Ids {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 24;

    private Ids() {}

    /** Returns the prefix and 24 random letters and digits, about 142 bits. */
    public static String random(String prefix) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder id = new StringBuilder(prefix.length() + LENGTH).append(prefix);
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
