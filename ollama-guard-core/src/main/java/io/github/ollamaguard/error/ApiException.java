package io.github.ollamaguard.error;

/**
 * A refusal on its way to the client. Carries no stack trace: it is an answer, not a defect, and hostile
 * requests must stay cheap.
 */
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    /** Creates the exception for one refusal. */
    public ApiException(ApiError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** Returns the refusal that the client may read. */
    public ApiError error() {
        return error;
    }
}
