package io.github.ollamaguard.internal.file;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A text file whose content is in force. A change of the file takes effect as a whole, at the latest 2 s later; a
 * change that makes the file invalid has no effect but a line in the log. There is no thread behind it: whoever asks for
 * the content watches the file, at most once a second. Thread-safe.
 *
 * @param <T> the content
 * @param <E> the exception for a file that cannot be used
 */
public final class WatchedFile<T, E extends InvalidFileException> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private final FileFormat<T, E> format;
    private final LongSupplier nanoClock;
    private final ReentrantLock checking = new ReentrantLock();
    private volatile long lastCheck;
    private volatile FileSnapshot<T> snapshot;
    private @Nullable String failure; // Guarded by checking.

    /**
     * Reads a file.
     *
     * @param nanoClock {@link System#nanoTime()}, or that of a test
     * @throws E when the file is missing, not readable, larger than 4 MiB, not UTF-8 or not valid
     */
    public WatchedFile(Path path, FileFormat<T, E> format, LongSupplier nanoClock) throws E {
        this.path = path;
        this.format = format;
        this.nanoClock = nanoClock;
        this.lastCheck = nanoClock.getAsLong();
        this.snapshot = FileSnapshot.read(path, format);
        logLoaded();
        warnIfExposed();
    }

    /** Returns what is in force now. */
    public T content() {
        refresh();
        return snapshot.content();
    }

    /** One thread looks at the file; the others go on with the content that is there. */
    private void refresh() {
        if (!isCheckDue() || !checking.tryLock()) {
            return;
        }
        try {
            if (isCheckDue()) {
                lastCheck = nanoClock.getAsLong();
                check();
            }
        } finally {
            checking.unlock();
        }
    }

    private boolean isCheckDue() {
        return nanoClock.getAsLong() - lastCheck >= CHECK_NANOS;
    }

    /** After a failure the file is read every time: what cured it, say a permission, need not show in the stamp. */
    private void check() {
        if (failure == null && snapshot.isCurrent(path)) {
            return;
        }
        try {
            replace(FileSnapshot.read(path, format));
        } catch (InvalidFileException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(failure)) {
                LOG.error("A file was not reloaded, what was loaded before stays in force: {}", message);
            }
            failure = message;
        }
    }

    private void replace(FileSnapshot<T> next) {
        FileSnapshot<T> previous = snapshot;
        snapshot = next;
        if (failure != null || !next.digest().equals(previous.digest())) {
            logLoaded();
        }
        if (!next.stamp().equals(previous.stamp())) {
            warnIfExposed();
        }
        failure = null;
    }

    private void warnIfExposed() {
        if (format.isSecret() && snapshot.stamp().isExposed()) {
            LOG.warn(
                    "{}: every user of this machine can read or change this file; make it private (chmod 600)",
                    path.getFileName());
        }
    }

    private void logLoaded() {
        LOG.info("{}: loaded {}", path.getFileName(), format.summary(snapshot.content()));
    }
}
