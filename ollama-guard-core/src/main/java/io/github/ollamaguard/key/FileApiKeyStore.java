package io.github.ollamaguard.key;

import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.internal.file.WatchedFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The keys of a key file. A change of the file takes effect as a whole, at the latest 2 s later; a change that makes
 * the file invalid has no effect but a line in the log. An expired key is as unknown as one that is not there.
 * Thread-safe.
 */
public final class FileApiKeyStore implements ApiKeyStore {
    private final WatchedFile<Map<KeyDigest, ApiKey>> file;
    private final InstantSource clock;

    FileApiKeyStore(Path path, LongSupplier nanoClock, InstantSource clock) throws InvalidFileException {
        this.file = new WatchedFile<>(path, KeyFile.FORMAT, nanoClock);
        this.clock = clock;
    }

    /**
     * Reads a key file.
     *
     * @throws InvalidFileException when the file is missing, not readable, not valid or without a key
     */
    public static FileApiKeyStore open(Path path) throws InvalidFileException {
        return new FileApiKeyStore(path, System::nanoTime, Clock.systemUTC());
    }

    @Override
    public Optional<ApiKey> find(String presented) {
        Map<KeyDigest, ApiKey> keys = file.content();
        if (!KeyFile.isKey(presented)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return Optional.ofNullable(keys.get(KeyDigest.of(presented))).filter(key -> !key.isExpired(now));
    }
}
