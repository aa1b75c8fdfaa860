package io.github.ollamaguard.internal.policy;

import io.github.ollamaguard.internal.file.InvalidFileException;

/**
 * A model policy that cannot be used. Its message is one line with the name of the file (without its directory), the
 * line number and the reason.
 */
public final class InvalidPolicyFileException extends InvalidFileException {
    private static final long serialVersionUID = 1L;

    InvalidPolicyFileException(String fileName, String reason) {
        super(fileName, reason);
    }

    InvalidPolicyFileException(String fileName, int line, String reason) {
        super(fileName, line, reason);
    }
}
