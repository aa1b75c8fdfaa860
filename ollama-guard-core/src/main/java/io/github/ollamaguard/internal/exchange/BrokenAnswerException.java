package io.github.ollamaguard.internal.exchange;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Thrown out of a servlet after its response has begun, so that the container breaks the client's connection. A clean
 * end would look like a complete answer to several clients. Carries no stack trace: containers log one per stream.
 */
public final class BrokenAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Long enough for a client to read what has been flushed. */
    private static final long LAST_WORDS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Creates the exception for a reply that cannot be completed. */
    public BrokenAnswerException(String message) {
        super(message);
    }

    /**
     * Returns the exception for a reply whose last bytes, just flushed, told the client what went wrong. Waits a moment
     * first: several clients drop what they have not read yet when they see that the connection is broken.
     */
    public static BrokenAnswerException afterLastWords(String message) {
        LockSupport.parkNanos(LAST_WORDS_NANOS);
        return new BrokenAnswerException(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
