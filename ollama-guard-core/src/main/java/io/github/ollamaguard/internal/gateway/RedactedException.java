package io.github.ollamaguard.internal.gateway;

/**
 * A defect as the log may show it: what kind of exception it was and where it happened. The words of the original may
 * quote a request, as those of a {@link NumberFormatException} do.
 */
final class RedactedException extends Exception {
    private static final long serialVersionUID = 1L;

    RedactedException(RuntimeException original) {
        super(original.getClass().getName(), null, false, true);
        setStackTrace(original.getStackTrace());
    }
}
