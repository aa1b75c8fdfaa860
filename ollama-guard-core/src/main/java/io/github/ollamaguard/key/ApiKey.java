package io.github.ollamaguard.key;

/**
 * A known key, as far as the guard has to know it: never the secret, nor anything derived from it.
 *
 * @param name what logs and metrics call the key, unique within its store
 */
public record ApiKey(String name) {}
