package io.github.ollamaguard.internal.file;

import io.github.ollamaguard.config.InvalidFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.regex.Pattern;

/**
 * Text files that people write: regular ones, at most 4 MiB of UTF-8, with or without a byte order mark. Their lines
 * are words, separated by spaces and tabs; a word that starts with {@code #} begins a comment. Stateless.
 */
public final class TextFile {
    private static final int LARGEST = 4 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final Pattern WHITE_SPACE = Pattern.compile("[ \\t]+");

    private TextFile() {}

    /** Returns the bytes of a file, at most one too many. A device or a pipe is not opened: reading might never end. */
    public static byte[] read(Path path) throws InvalidFileException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new InvalidFileException(String.valueOf(path.getFileName()), "is not a regular file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** Returns the text that the bytes of a file are, without a byte order mark. */
    public static String text(String fileName, byte[] content) throws InvalidFileException {
        if (content.length > LARGEST) {
            throw new InvalidFileException(fileName, "is larger than 4 MiB");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new InvalidFileException(fileName, "is not valid UTF-8");
        }
    }

    /**
     * Reads a text line by line, leaving out those that are blank or a comment. The reader takes the words of a line
     * and its number, counted from 1; it says with an {@link IllegalArgumentException} why a line is not valid.
     */
    public static void readLines(String fileName, String text, ObjIntConsumer<List<String>> reader)
            throws InvalidFileException {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            List<String> words = words(line);
            try {
                if (!words.isEmpty()) {
                    reader.accept(words, number);
                }
            } catch (IllegalArgumentException e) {
                throw new InvalidFileException(fileName, number, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Returns the words of a line; none when it is blank or a comment. */
    public static List<String> words(String line) {
        return WHITE_SPACE
                .splitAsStream(line)
                .takeWhile(word -> !word.startsWith("#"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Returns what to say about a file that the system does not let read. */
    static InvalidFileException unreadable(Path path, IOException e) {
        String reason = e instanceof NoSuchFileException ? "does not exist" : "cannot be read";
        return new InvalidFileException(String.valueOf(path.getFileName()), reason);
    }
}
