package io.github.ollamaguard.key;

import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.internal.file.TextFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a key file, safe while guards read it and other editors write it: one editor at a time reads the file,
 * checks all of it, and replaces it in one step. Comments, order and what a change is not about stay as they are; owner
 * and permissions, too. Editors find each other by a lock on {@code FILE.lock}, which stays. Thread-safe.
 *
 * <p>A change throws {@link KeyEditException} when it is not possible, {@link InvalidFileException} when the file was
 * not valid before. Then the file is unchanged.
 */
public final class KeyFileEditor {
    private static final String NEW_FILE = """
            # API keys of Ollama Guard, one a line: the key itself, or sha256: and its SHA-256 in hex.
            """;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_MILLIS = 10;

    /** POSIX gives file locks to a process, not to a thread, and ends them when any of its channels is closed. */
    private static final Object ONE_THREAD = new Object();

    private final Path file;
    private final String fileName;
    private final InstantSource clock;

    /**
     * A change of a key file that was not made. Its message is one line with the reason and never contains a key.
     */
    public static final class KeyEditException extends Exception {
        private static final long serialVersionUID = 1L;

        KeyEditException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** An editor of a file, which is created with its first key when it does not exist. */
    public KeyFileEditor(Path file) {
        this(file, Clock.systemUTC());
    }

    KeyFileEditor(Path file, InstantSource clock) {
        this.file = file.toAbsolutePath();
        this.fileName = String.valueOf(this.file.getFileName());
        this.clock = clock;
    }

    /** Returns the keys in the order of the file, those that have expired included. */
    public List<ApiKey> list() throws InvalidFileException {
        return KeyFile.read(fileName, text(file)).keys();
    }

    /**
     * Adds a new key at the end of the file, which will hold its digest.
     *
     * @param attributes what the line says about the key; the name is needed
     * @return the key, which nobody can read anywhere else
     */
    public NewKey create(Map<KeyAttribute, String> attributes) throws KeyEditException, InvalidFileException {
        NewKey key = NewKey.generate();
        edit(draft -> draft.add(key, attributes));
        return key;
    }

    /** Makes a key unknown; guards that read the file refuse it within two seconds. */
    public void revoke(String name) throws KeyEditException, InvalidFileException {
        TextFile.read(file); // Only a new key creates a file.
        edit(draft -> draft.revoke(name));
    }

    /**
     * Gives a key a successor of the same name. The old key goes on as {@code NAME.1} (or the next free number) until
     * it expires.
     *
     * @param overlap how long the old key stays valid, unless it expires sooner; not negative
     * @param changes attributes in which the new key differs from the old one
     * @return the new key, which nobody can read anywhere else
     */
    public NewKey rotate(String name, Duration overlap, Map<KeyAttribute, String> changes)
            throws KeyEditException, InvalidFileException {
        TextFile.read(file); // Only a new key creates a file.
        NewKey key = NewKey.generate();
        Instant until = clock.instant().plus(overlap);
        edit(draft -> draft.rotate(name, key, until, changes));
        return key;
    }

    private void edit(Consumer<KeyFileDraft> change) throws KeyEditException, InvalidFileException {
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file;
            Path lockFile = target.resolveSibling(target.getFileName() + ".lock");
            Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            synchronized (ONE_THREAD) {
                try (FileChannel channel = FileChannel.open(lockFile, options, ownerOnly(target))) {
                    lock(channel);
                    String text = Files.exists(target) ? text(target) : NEW_FILE;
                    KeyFileDraft draft = new KeyFileDraft(fileName, text, clock.instant());
                    change.accept(draft);
                    replace(target, draft.content());
                }
            }
        } catch (IllegalArgumentException e) {
            throw new KeyEditException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            String reason = fileName + " cannot be changed (" + e.getClass().getSimpleName()
                    + "): its directory must exist and be writable, also for " + fileName + ".lock";
            throw new KeyEditException(reason, e);
        }
    }

    /** Takes the lock, which ends with the channel. */
    private static void lock(FileChannel channel) throws IOException, KeyEditException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try {
            while (!tryLock(channel)) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new KeyEditException("somebody else is changing the file; try again", null);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Held by another copy of this class, in another web application.
            return false;
        }
    }

    /** Who can open the lock can hold it. */
    private static FileAttribute<?>[] ownerOnly(Path path) {
        boolean isPosix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?> owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return isPosix ? new FileAttribute<?>[] {owner} : new FileAttribute<?>[0];
    }

    /**
     * Replaces a file as a whole: whoever reads it, also after a power failure, sees the old or the new content. Owner,
     * group and permissions stay; a new file is readable and writable by its owner alone. The target is an absolute
     * path and not a symbolic link, which would be replaced, too.
     */
    private static void replace(Path target, byte[] content) throws IOException {
        Path directory = target.resolveSibling(".").normalize();
        Path temporary = Files.createTempFile(directory, "." + target.getFileName(), ".tmp");
        try {
            if (Files.exists(target)) {
                keepOwner(target, temporary);
            }
            Files.write(temporary, content);
            force(temporary, StandardOpenOption.WRITE);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try {
            force(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            // Windows opens no directories; there the new name reaches the disk when the system likes.
        }
    }

    /** The guard may run as another user than the one who edits: it must be able to read the new file, too. */
    private static void keepOwner(Path target, Path temporary) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(target, PosixFileAttributes.class);
        PosixFileAttributes given = view.readAttributes();
        if (!wanted.owner().equals(given.owner())) {
            view.setOwner(wanted.owner());
        }
        if (!wanted.group().equals(given.group())) {
            view.setGroup(wanted.group());
        }
        view.setPermissions(wanted.permissions());
    }

    /** Waits until a file, or the names in a directory, have reached the disk. */
    private static void force(Path file, OpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(file, option)) {
            channel.force(true);
        }
    }

    private String text(Path path) throws InvalidFileException {
        return TextFile.text(fileName, TextFile.read(path));
    }
}
