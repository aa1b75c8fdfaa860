package io.github.ollamaguard.key;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

    /** Returns the bytes of a key file, too many only by one. */
    static byte[] content(Path path) throws InvalidKeyFileException {
        String fileName = String.valueOf(path.getFileName());
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(KeyFile.LARGEST + 1);
        } catch (NoSuchFileException e) {
            throw new InvalidKeyFileException(fileName, "does not exist");
        } catch (IOException e) {
            throw new InvalidKeyFileException(fileName, "cannot be read");
        }
    }
}
