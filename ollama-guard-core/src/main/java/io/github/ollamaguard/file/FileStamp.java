package io.github.ollamaguard.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a file from another without reading it.
 *
 * @param fileKey the inode, which a replaced file changes; null where there is none
 */
record FileStamp(
        boolean isRegular,
        FileTime modified,
        long size,
        @Nullable Object fileKey) {
    /** Takes the stamp of a file; symbolic links are followed. */
    static FileStamp of(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new FileStamp(
                attributes.isRegularFile(), attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }
}
