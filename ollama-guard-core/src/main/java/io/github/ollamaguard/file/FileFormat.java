package io.github.ollamaguard.file;

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

    /** Returns in a few words what was loaded, for the log: {@code 3 rules}. */
    String summary(T content);
}
