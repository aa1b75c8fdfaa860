package io.github.ollamaguard.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file at one moment.
 *
 * @param text without a byte order mark
 * @param stamp taken before the file was read, so that a change in between shows up later
 * @param settled whether the file was last modified long enough before; otherwise it may have changed again after the
 *     reading without getting another stamp, because time stamps are coarse
 */
record FileSnapshot<T>(String text, T content, FileStamp stamp, boolean settled) {
    private static final int LARGEST = 4 << 20;

    /** The coarsest time stamps are those of FAT: 2 s. */
    private static final long COARSEST_MILLIS = 2_000;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    static <T, E extends InvalidFileException> FileSnapshot<T> read(Path path, FileFormat<T, E> format) throws E {
        String fileName = String.valueOf(path.getFileName());
        long now = System.currentTimeMillis();
        FileStamp stamp;
        String text;
        try {
            stamp = FileStamp.of(path);
            text = text(path, stamp);
        } catch (UnusableFileException e) {
            throw format.unusable(fileName, String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            throw format.unusable(fileName, "does not exist");
        } catch (CharacterCodingException e) {
            throw format.unusable(fileName, "is not valid UTF-8");
        } catch (IOException e) {
            throw format.unusable(fileName, "cannot be read");
        }
        boolean settled = now - stamp.modified().toMillis() > COARSEST_MILLIS;
        return new FileSnapshot<>(text, format.parse(fileName, text), stamp, settled);
    }

    /** Returns whether reading the file again would give the same. */
    boolean isCurrent(Path path) {
        try {
            return settled && stamp.equals(FileStamp.of(path));
        } catch (IOException e) {
            return false;
        }
    }

    /** A device or a pipe is not opened: reading it might never end. */
    private static String text(Path path, FileStamp stamp) throws IOException {
        if (!stamp.isRegular()) {
            throw new UnusableFileException("is not a regular file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(LARGEST + 1);
        }
        if (bytes.length > LARGEST) {
            throw new UnusableFileException("is larger than 4 MiB");
        }
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /** A file that could be read but must not. */
    private static final class UnusableFileException extends IOException {
        private static final long serialVersionUID = 1L;

        UnusableFileException(String reason) {
            super(reason);
        }
    }
}
