package io.github.ollamaguard.key;

/** A change of a key file that was not made. Its message is one line with the reason and never contains a key. */
public final class KeyEditException extends Exception {
    private static final long serialVersionUID = 1L;

    KeyEditException(String message) {
        super(message);
    }

    KeyEditException(String message, Throwable cause) {
        super(message, cause);
    }
}
