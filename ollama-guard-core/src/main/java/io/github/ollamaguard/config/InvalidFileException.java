package io.github.ollamaguard.config;

/**
 * A key file or model policy that cannot be used. Its message is one line with the name of the file (without its
 * directory), the number of the wrong line and the reason, and never contains a key.
 */
public final class InvalidFileException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A file that cannot be used as a whole. */
    public InvalidFileException(String fileName, String reason) {
        super(fileName + ": " + reason);
    }

    /** A file with a wrong line; lines are counted from 1. */
    public InvalidFileException(String fileName, int line, String reason) {
        super(fileName + " line " + line + ": " + reason);
    }
}
