/** The guard for an Ollama server as three servlet pieces, and {@link io.github.ollamaguard.OllamaGuard}, which installs them in one line. */
@NullMarked
package io.github.ollamaguard;

import org.jspecify.annotations.NullMarked;
