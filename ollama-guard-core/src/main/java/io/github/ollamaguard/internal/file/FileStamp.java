package io.github.ollamaguard.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a file from another without reading it.
 *
 * @param fileKey the inode, which a replaced file changes; null where there is none
 * @param permissions empty where the file system is not POSIX
 */
record FileStamp(
        boolean isRegular,
        FileTime modified,
        long size,
        @Nullable Object fileKey,
        Set<PosixFilePermission> permissions) {

    /** Takes the stamp of a file; symbolic links are followed. */
    static FileStamp of(Path path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        return new FileStamp(
                attributes.isRegularFile(),
                attributes.lastModifiedTime(),
                attributes.size(),
                attributes.fileKey(),
                attributes instanceof PosixFileAttributes posix ? Set.copyOf(posix.permissions()) : Set.of());
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
}
