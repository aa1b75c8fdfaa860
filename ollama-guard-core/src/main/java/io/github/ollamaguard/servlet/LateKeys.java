package io.github.ollamaguard.servlet;

import io.github.ollamaguard.config.InvalidSettingException;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.key.InvalidKeyFileException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys, as soon as they can be loaded: a container starts whether or not the key file is right, so a wrong one
 * closes the guard instead of opening it, and a corrected one opens it. Thread-safe.
 */
final class LateKeys {
    private static final Logger LOG = LoggerFactory.getLogger(LateKeys.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Opens a store of keys. */
    @FunctionalInterface
    interface Opener {
        /**
         * Opens it.
         *
         * @throws InvalidKeyFileException when there are no keys that can be used
         * @throws InvalidSettingException when nobody said where the keys are
         */
        ApiKeyStore open() throws InvalidKeyFileException;
    }

    private final String place;
    private final Opener opener;
    private final LongSupplier nanoTime;
    private final AtomicLong nextTry;
    private volatile @Nullable ApiKeyStore store;
    private volatile String complaint = "";

    /** Keys that {@code opener} loads; {@code place} tells the operator where they should be. */
    LateKeys(String place, Opener opener, LongSupplier nanoTime) {
        this.place = place;
        this.opener = opener;
        this.nanoTime = nanoTime;
        this.nextTry = new AtomicLong(nanoTime.getAsLong());
    }

    /** Returns the store, or null as long as there is none; tries again at most once a second. */
    @Nullable
    ApiKeyStore store() {
        if (store == null) {
            long now = nanoTime.getAsLong();
            long due = nextTry.get();
            if (now - due >= 0 && nextTry.compareAndSet(due, now + RETRY_NANOS)) {
                open();
            }
        }
        return store;
    }

    private void open() {
        try {
            store = opener.open();
        } catch (InvalidKeyFileException | InvalidSettingException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(complaint)) {
                LOG.error(
                        "Every request is refused with 503 until {} holds API keys, one a line; it is read again every"
                                + " second: {}",
                        place,
                        reason);
                complaint = reason;
            }
        }
    }
}
