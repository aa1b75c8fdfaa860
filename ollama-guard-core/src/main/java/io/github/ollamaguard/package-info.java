/** The guard for an Ollama server as one servlet filter, and what installs it in one line. */
@NullMarked
package io.github.ollamaguard;

import org.jspecify.annotations.NullMarked;
