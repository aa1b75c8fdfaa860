package io.github.ollamaguard.metrics;

import java.util.Locale;

/** What became of a request, without the reason. */
enum Outcome {
    OK,
    REFUSED,
    UPSTREAM_ERROR,
    CLIENT_GONE,
    FAILED;

    private static final String REFUSAL = "refused:";

    /** Returns the class of an outcome as a report has it. */
    static Outcome of(String reported) {
        if (reported.startsWith(REFUSAL)) {
            return REFUSED;
        }
        for (Outcome outcome : values()) {
            if (outcome.text().equals(reported)) {
                return outcome;
            }
        }
        return FAILED;
    }

    /** Returns the reason of a refusal. */
    static String reason(String reported) {
        return reported.substring(REFUSAL.length());
    }

    /** Returns the value of a tag. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
