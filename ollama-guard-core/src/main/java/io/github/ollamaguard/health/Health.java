package io.github.ollamaguard.health;

/**
 * What the guard needs to do its work, and whether it has it. Holds no address, no file name and no key.
 *
 * @param keys whether API keys have been loaded
 * @param modelPolicy whether the rules for models have been loaded; true when no setting names any
 * @param upstream whether Ollama answers; true where the guard has no way to Ollama of its own, as an
 *     {@code ApiKeyFilter} in front of another servlet
 */
public record Health(boolean keys, boolean modelPolicy, boolean upstream) {
    /** Returns whether requests can be answered. */
    public boolean isReady() {
        return keys && modelPolicy && upstream;
    }
}
