package io.github.ollamaguard.internal.file;

import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.config.InvalidSettingException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is loaded as soon as it is right: a container starts whether or not the file is right, so a wrong one
 * closes the guard instead of opening it, and a corrected one opens it. Thread-safe.
 */
public final class LoadedFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedFile.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Loads it; an {@link InvalidSettingException} says that nobody said where the file is. */
    @FunctionalInterface
    public interface Opener<T> {
        /** Loads it. */
        T open() throws InvalidFileException;
    }

    private final String wish;
    private final Opener<T> opener;
    private final LongSupplier nanoTime;
    private final AtomicLong nextTry;
    private volatile @Nullable T loaded;
    private volatile String complaint = "";

    /** What {@code opener} loads; {@code wish} tells the operator what must be true before it can. */
    public LoadedFile(String wish, Opener<T> opener, LongSupplier nanoTime) {
        this.wish = wish;
        this.opener = opener;
        this.nanoTime = nanoTime;
        this.nextTry = new AtomicLong(nanoTime.getAsLong());
    }

    /** Returns it, or null as long as it cannot be loaded; tries again at most once a second. */
    @Nullable
    public T get() {
        if (loaded == null) {
            long now = nanoTime.getAsLong();
            long due = nextTry.get();
            if (now - due >= 0 && nextTry.compareAndSet(due, now + RETRY_NANOS)) {
                open();
            }
        }
        return loaded;
    }

    private void open() {
        try {
            loaded = opener.open();
        } catch (InvalidFileException | InvalidSettingException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(complaint)) {
                LOG.error(
                        "Every request is refused with 503 until {}; it is read again every second: {}", wish, reason);
                complaint = reason;
            }
        }
    }
}
