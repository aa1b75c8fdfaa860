package io.github.ollamaguard.key;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a key file. A change of the file takes effect as a whole, at the latest 2 s later; a change that makes
 * the file invalid has no effect but a line in the log. There is no thread behind it: the look-ups themselves watch
 * the file, at most once a second. An expired key is as unknown as one that is not there. Thread-safe.
 */
public final class FileApiKeyStore implements ApiKeyStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileApiKeyStore.class);
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private final LongSupplier nanoClock;
    private final InstantSource clock;
    private final ReentrantLock checking = new ReentrantLock();
    private volatile long lastCheck;
    private volatile KeySnapshot snapshot;
    private @Nullable String failure; // Guarded by checking.

    private FileApiKeyStore(Path path, LongSupplier nanoClock, InstantSource clock) throws InvalidKeyFileException {
        this.path = path;
        this.nanoClock = nanoClock;
        this.clock = clock;
        this.lastCheck = nanoClock.getAsLong();
        this.snapshot = KeySnapshot.read(path);
    }

    /**
     * Reads a key file.
     *
     * @throws InvalidKeyFileException when the file is missing, not readable, not valid or without a key
     */
    public static FileApiKeyStore open(Path path) throws InvalidKeyFileException {
        return open(path, System::nanoTime, Clock.systemUTC());
    }

    static FileApiKeyStore open(Path path, LongSupplier nanoClock, InstantSource clock) throws InvalidKeyFileException {
        FileApiKeyStore store = new FileApiKeyStore(path, nanoClock, clock);
        store.logLoaded(store.snapshot);
        store.warnIfExposed(store.snapshot);
        return store;
    }

    @Override
    public Optional<ApiKey> find(String presented) {
        refresh();
        if (!KeyLine.isKey(presented)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return Optional.ofNullable(snapshot.keys().get(KeyDigest.of(presented))).filter(key -> !key.isExpired(now));
    }

    /** One thread looks at the file; the others go on with the keys that are there. */
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
        try {
            if (failure != null || !snapshot.isCurrent(path)) {
                replace(KeySnapshot.read(path));
                failure = null;
            }
        } catch (InvalidKeyFileException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(failure)) {
                LOG.error("The key file was not reloaded, the keys loaded before stay in force: {}", message);
            }
            failure = message;
        }
    }

    private void replace(KeySnapshot next) {
        KeySnapshot previous = snapshot;
        snapshot = next;
        if (failure != null || !next.keys().equals(previous.keys())) {
            logLoaded(next);
        }
        if (!next.stamp().equals(previous.stamp())) {
            warnIfExposed(next);
        }
    }

    private void logLoaded(KeySnapshot loaded) {
        LOG.info("{}: loaded {} keys", path.getFileName(), loaded.keys().size());
    }

    private void warnIfExposed(KeySnapshot loaded) {
        if (loaded.stamp().isExposed()) {
            LOG.warn(
                    "{}: every user of this machine can read or change this file; make it private (chmod 600)",
                    path.getFileName());
        }
    }
}
