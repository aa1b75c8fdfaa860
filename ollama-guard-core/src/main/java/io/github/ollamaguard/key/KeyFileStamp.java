package io.github.ollamaguard.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a key file from another without reading it.
 *
 * @param fileKey the inode, which a replaced file changes; null where there is none
 * @param permissions empty where the file system is not POSIX
 */
record KeyFileStamp(FileTime modified, long size, @Nullable Object fileKey, Set<PosixFilePermission> permissions) {

    /** Takes the stamp of a regular file; symbolic links are followed. */
    static KeyFileStamp of(Path path) throws InvalidKeyFileException {
        String fileName = String.valueOf(path.getFileName());
        try {
            BasicFileAttributes attributes = attributes(path);
            if (!attributes.isRegularFile()) {
                throw new InvalidKeyFileException(fileName, "is not a regular file");
            }
            return new KeyFileStamp(
                    attributes.lastModifiedTime(), attributes.size(), attributes.fileKey(), permissions(attributes));
        } catch (NoSuchFileException e) {
            throw new InvalidKeyFileException(fileName, "does not exist");
        } catch (IOException e) {
            throw new InvalidKeyFileException(fileName, "cannot be read");
        }
    }

    /** Returns whether every user of the machine can read or change the file. */
    boolean isExposed() {
        return permissions.contains(PosixFilePermission.OTHERS_READ)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? Files.readAttributes(path, PosixFileAttributes.class)
                : Files.readAttributes(path, BasicFileAttributes.class);
    }

    private static Set<PosixFilePermission> permissions(BasicFileAttributes attributes) {
        return attributes instanceof PosixFileAttributes posix ? Set.copyOf(posix.permissions()) : Set.of();
    }
}
