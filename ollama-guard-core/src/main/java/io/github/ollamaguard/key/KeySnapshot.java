package io.github.ollamaguard.key;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The content of a key file at one moment.
 *
 * @param stamp taken before the file was read, so that a change in between shows up later
 * @param settled whether the file was last modified long enough before; otherwise it may have changed again after the
 *     reading without getting another stamp, because time stamps are coarse
 */
record KeySnapshot(Map<KeyDigest, ApiKey> keys, KeyFileStamp stamp, boolean settled) {
    private static final int LARGEST_FILE = 4 << 20;

    /** The coarsest time stamps are those of FAT: 2 s. */
    private static final long COARSEST_MILLIS = 2_000;

    static KeySnapshot read(Path path) throws InvalidKeyFileException {
        long now = System.currentTimeMillis();
        KeyFileStamp stamp = KeyFileStamp.of(path);
        Map<KeyDigest, ApiKey> keys = KeyFile.parse(String.valueOf(path.getFileName()), content(path));
        return new KeySnapshot(keys, stamp, now - stamp.modified().toMillis() > COARSEST_MILLIS);
    }

    /** Returns whether reading the file again would give the same. */
    boolean isCurrent(Path path) throws InvalidKeyFileException {
        return settled && stamp.equals(KeyFileStamp.of(path));
    }

    private static byte[] content(Path path) throws InvalidKeyFileException {
        String fileName = String.valueOf(path.getFileName());
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(LARGEST_FILE + 1);
            if (content.length > LARGEST_FILE) {
                throw new InvalidKeyFileException(fileName, "is larger than 4 MiB");
            }
            return content;
        } catch (IOException e) {
            throw new InvalidKeyFileException(fileName, "cannot be read");
        }
    }
}
