package io.github.ollamaguard.demo;

import io.github.ollamaguard.key.NewKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The key file of a first start: one fresh key, known to nobody else, in a file that only its owner can read. */
final class FirstKey {
    private static final String COMMENT = """
            # API keys of Ollama Guard, one a line: the key itself, or sha256: and its SHA-256 in hex.
            # Changes take effect within two seconds. The key below was printed when this file was created;
            # if it is lost, delete this file and start again.
            """;

    private FirstKey() {}

    /**
     * Creates the file when there is none; an existing one is never touched.
     *
     * @return the new key, or null when the file was there already
     */
    static @Nullable NewKey createIfMissing(Path file) throws StartException {
        if (Files.exists(file)) {
            return null;
        }
        NewKey key = NewKey.generate();
        byte[] content = (COMMENT + key.keyFileLine("first") + "\n").getBytes(StandardCharsets.UTF_8);
        Set<StandardOpenOption> onlyNew = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (SeekableByteChannel channel = Files.newByteChannel(file, onlyNew, ownerOnly())) {
            channel.write(ByteBuffer.wrap(content));
            return key;
        } catch (FileAlreadyExistsException e) {
            return null;
        } catch (IOException e) {
            throw new StartException("Cannot create the keys file " + file.toAbsolutePath()
                    + ": choose a file in a directory that exists and is writable, with --keys.");
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
