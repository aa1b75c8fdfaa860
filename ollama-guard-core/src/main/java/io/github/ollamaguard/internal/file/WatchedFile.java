package io.github.ollamaguard.internal.file;

import io.github.ollamaguard.config.InvalidFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A text file whose content is in force. A change of the file takes effect as a whole, at the latest 2 s later; a
 * change that makes the file invalid has no effect but a line in the log. There is no thread behind it: whoever asks
 * for the content, which is immutable, watches the file, at most once a second. Thread-safe.
 */
public final class WatchedFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The coarsest time stamps are those of FAT: 2 s. */
    private static final long COARSEST_MILLIS = 2_000;

    private final Path path;
    private final Format<T> format;
    private final LongSupplier nanoClock;
    private final ReentrantLock checking = new ReentrantLock();
    private volatile long lastCheck;
    private volatile Snapshot<T> snapshot;
    private @Nullable String failure; // Guarded by checking.

    /**
     * What a kind of text file contains. Stateless.
     *
     * @param isSecret whether a file that every user of the machine can read or change deserves a warning
     * @param summary says in a few words what was loaded, for the log: {@code 3 rules}
     */
    public record Format<T>(Parser<T> parser, boolean isSecret, Function<T, String> summary) {}

    /** Reads the text of a file. */
    @FunctionalInterface
    public interface Parser<T> {
        /** Returns the content; {@code fileName} is for messages, {@code text} has no byte order mark. */
        T parse(String fileName, String text) throws InvalidFileException;
    }

    /**
     * The file at one moment.
     *
     * @param digest of the text, which may hold secrets and is not kept
     * @param stamp taken before the file was read, so that a change in between shows up later
     * @param settled whether the file was last modified long enough before; otherwise it may have changed again after
     *     the reading without getting another stamp, because time stamps are coarse
     */
    private record Snapshot<T>(String digest, T content, Map<String, Object> stamp, boolean settled) {}

    /** Reads a file, which must be usable; {@code nanoClock} is {@link System#nanoTime()}, or that of a test. */
    public WatchedFile(Path path, Format<T> format, LongSupplier nanoClock) throws InvalidFileException {
        this.path = path;
        this.format = format;
        this.nanoClock = nanoClock;
        this.lastCheck = nanoClock.getAsLong();
        this.snapshot = read();
        logLoaded();
        warnIfExposed();
    }

    /** Returns what is in force now. */
    public T content() {
        // One thread looks at the file; the others go on with the content that is there.
        if (isCheckDue() && checking.tryLock()) {
            try {
                if (isCheckDue()) {
                    lastCheck = nanoClock.getAsLong();
                    check();
                }
            } finally {
                checking.unlock();
            }
        }
        return snapshot.content();
    }

    private boolean isCheckDue() {
        return nanoClock.getAsLong() - lastCheck >= CHECK_NANOS;
    }

    /** After a failure the file is read every time: what cured it, say a permission, need not show in the stamp. */
    private void check() {
        if (failure == null && isCurrent()) {
            return;
        }
        try {
            Snapshot<T> previous = snapshot;
            snapshot = read();
            if (failure != null || !snapshot.digest().equals(previous.digest())) {
                logLoaded();
            }
            if (!snapshot.stamp().equals(previous.stamp())) {
                warnIfExposed();
            }
            failure = null;
        } catch (InvalidFileException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(failure)) {
                LOG.error("A file was not reloaded, what was loaded before stays in force: {}", message);
            }
            failure = message;
        }
    }

    /** Returns whether reading the file again would give the same. */
    private boolean isCurrent() {
        try {
            return snapshot.settled() && snapshot.stamp().equals(stamp(path));
        } catch (IOException e) {
            return false;
        }
    }

    private Snapshot<T> read() throws InvalidFileException {
        String fileName = String.valueOf(path.getFileName());
        try {
            long now = System.currentTimeMillis();
            Map<String, Object> stamp = stamp(path);
            String text = TextFile.text(fileName, TextFile.read(path));
            String digest = Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
            boolean settled = now - modified(stamp).toMillis() > COARSEST_MILLIS;
            return new Snapshot<>(digest, format.parser().parse(fileName, text), stamp, settled);
        } catch (IOException e) {
            throw TextFile.unreadable(path, e);
        }
    }

    private static FileTime modified(Map<String, Object> stamp) {
        return (FileTime) Objects.requireNonNull(stamp.get("lastModifiedTime"));
    }

    /** Returns what tells one state of a file from another without reading it; replacing it changes the inode. */
    private static Map<String, Object> stamp(Path path) throws IOException {
        boolean isPosix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        String attributes = "isRegularFile,lastModifiedTime,size,fileKey";
        return Files.readAttributes(path, isPosix ? "posix:permissions," + attributes : attributes);
    }

    private void warnIfExposed() {
        boolean isExposed = snapshot.stamp().get("permissions") instanceof Set<?> permissions
                && (permissions.contains(PosixFilePermission.OTHERS_READ)
                        || permissions.contains(PosixFilePermission.OTHERS_WRITE));
        if (isExposed && format.isSecret()) {
            LOG.warn(
                    "{}: every user of this machine can read or change this file; make it private (chmod 600)",
                    path.getFileName());
        }
    }

    private void logLoaded() {
        LOG.info("{}: loaded {}", path.getFileName(), format.summary().apply(snapshot.content()));
    }
}
