package io.github.ollamaguard.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that people write: regular ones, at most 4 MiB of UTF-8, with or without a byte order mark. Stateless. */
public final class TextFile {
    private static final int LARGEST = 4 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextFile() {}

    /**
     * Returns what a file contains, too many bytes only by one. A device or a pipe is not opened: reading it might never
     * end.
     *
     * @throws E when it does not exist or cannot be read
     */
    public static <E extends InvalidFileException> byte[] read(Path path, FileFormat<?, E> format) throws E {
        String fileName = String.valueOf(path.getFileName());
        if (!stamp(path, format).isRegular()) {
            throw format.unusable(fileName, "is not a regular file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            throw format.unusable(fileName, reason(e));
        }
    }

    /**
     * Returns the text of a content, without a byte order mark.
     *
     * @throws E when it is too large or no text
     */
    public static <E extends InvalidFileException> String text(String fileName, byte[] content, FileFormat<?, E> format)
            throws E {
        if (content.length > LARGEST) {
            throw format.unusable(fileName, "is larger than 4 MiB");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw format.unusable(fileName, "is not valid UTF-8");
        }
    }

    static <E extends InvalidFileException> FileStamp stamp(Path path, FileFormat<?, E> format) throws E {
        try {
            return FileStamp.of(path);
        } catch (IOException e) {
            throw format.unusable(String.valueOf(path.getFileName()), reason(e));
        }
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "does not exist" : "cannot be read";
    }
}
