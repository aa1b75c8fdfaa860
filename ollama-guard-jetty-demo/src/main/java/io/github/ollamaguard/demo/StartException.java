package io.github.ollamaguard.demo;

/** The command cannot run as it was called. Its message is one line that says what is wrong and how to fix it. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }
}
