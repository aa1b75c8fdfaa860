package io.github.ollamaguard.servlet;

/**
 * A defect as the log may show it: what kind it is and where it happened. The words of the original may quote a request,
 * as those of a {@link NumberFormatException} do.
 */
final class Defect extends Exception {
    private static final long serialVersionUID = 1L;

    Defect(RuntimeException original) {
        super(original.getClass().getName(), null, false, true);
        setStackTrace(original.getStackTrace());
    }
}
