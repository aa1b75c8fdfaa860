package io.github.ollamaguard.internal.file;

/** A file that cannot be used. Its message is one line with the name of the file, without its directory. */
public abstract class InvalidFileException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A file that cannot be used as a whole. */
    protected InvalidFileException(String fileName, String reason) {
        super(fileName + ": " + reason);
    }

    /** A file with a wrong line; lines are counted from 1. */
    protected InvalidFileException(String fileName, int line, String reason) {
        super(fileName + " line " + line + ": " + reason);
    }
}
