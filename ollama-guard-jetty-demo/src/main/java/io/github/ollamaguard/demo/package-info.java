/** Ollama Guard as one command: options, an embedded Jetty with the guard in it, and a stand-in for Ollama. */
@NullMarked
package io.github.ollamaguard.demo;

import org.jspecify.annotations.NullMarked;
