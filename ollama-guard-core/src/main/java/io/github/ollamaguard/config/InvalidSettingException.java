package io.github.ollamaguard.config;

/** A setting that is unknown, malformed or missing. Its message is one line: what is wrong, and how to fix it. */
public final class InvalidSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a message for the operator. */
    public InvalidSettingException(String message) {
        super(message);
    }
}
