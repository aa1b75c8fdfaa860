package io.github.ollamaguard.internal.file;

/**
 * What a kind of text file contains. Stateless.
 *
 * @param <T> the content, immutable
 * @param <E> the exception for a file that cannot be used
 */
public interface FileFormat<T, E extends InvalidFileException> {
    /**
     * Reads a file.
     *
     * @param fileName its name for messages, without its directory
     * @param text its text, without a byte order mark
     */
    T parse(String fileName, String text) throws E;

    /** Returns the exception for a file that is not even a text. */
    E unusable(String fileName, String reason);

    /** Returns whether a file that every user of the machine can read or change deserves a warning. */
    boolean isSecret();

    /** Returns in a few words what was loaded, for the log: {@code 3 rules}. */
    String summary(T content);
}
