package io.github.ollamaguard.key;

import java.util.Optional;

/**
 * The keys that are known. Implementations are thread-safe, and how long they take must not depend on how close a
 * presented key comes to a known one.
 */
@FunctionalInterface
public interface ApiKeyStore {
    /**
     * Returns the key that a client presented, or nothing when it is not known.
     *
     * @param presented the text as it came, of any length and content
     */
    Optional<ApiKey> find(String presented);
}
