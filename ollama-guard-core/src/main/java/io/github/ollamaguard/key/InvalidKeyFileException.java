package io.github.ollamaguard.key;

import io.github.ollamaguard.internal.file.InvalidFileException;

/**
 * A key file that cannot be used. Its message is one line with the name of the file (without its directory), the line
 * number and the reason, and never contains a key.
 */
public final class InvalidKeyFileException extends InvalidFileException {
    private static final long serialVersionUID = 1L;

    InvalidKeyFileException(String fileName, String reason) {
        super(fileName, reason);
    }

    InvalidKeyFileException(String fileName, int line, String reason) {
        super(fileName, line, reason);
    }
}
