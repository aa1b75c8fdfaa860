package io.github.ollamaguard.upstream;

import java.io.IOException;

/**
 * Thrown out of a servlet after its response has begun, so that the container breaks the client's connection. A clean
 * end would look like a complete answer to several clients. Carries no stack trace: containers log one per stream.
 */
public final class BrokenReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception for a reply that cannot be completed. */
    public BrokenReplyException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
