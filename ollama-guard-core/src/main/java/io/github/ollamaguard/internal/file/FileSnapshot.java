package io.github.ollamaguard.internal.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file at one moment.
 *
 * @param digest of the text, which may hold secrets and is not kept
 * @param stamp taken before the file was read, so that a change in between shows up later
 * @param settled whether the file was last modified long enough before; otherwise it may have changed again after the
 *     reading without getting another stamp, because time stamps are coarse
 */
record FileSnapshot<T>(String digest, T content, FileStamp stamp, boolean settled) {
    /** The coarsest time stamps are those of FAT: 2 s. */
    private static final long COARSEST_MILLIS = 2_000;

    static <T, E extends InvalidFileException> FileSnapshot<T> read(Path path, FileFormat<T, E> format) throws E {
        String fileName = String.valueOf(path.getFileName());
        long now = System.currentTimeMillis();
        FileStamp stamp = TextFile.stamp(path, format);
        String text = TextFile.text(fileName, TextFile.read(path, format), format);
        boolean settled = now - stamp.modified().toMillis() > COARSEST_MILLIS;
        return new FileSnapshot<>(digest(text), format.parse(fileName, text), stamp, settled);
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Returns whether reading the file again would give the same. */
    boolean isCurrent(Path path) {
        try {
            return settled && stamp.equals(FileStamp.of(path));
        } catch (IOException e) {
            return false;
        }
    }
}
