/** What tests of every package use: an Ollama that follows a script, and a client that sees every byte. */
@NullMarked
package io.github.ollamaguard.testing;

import org.jspecify.annotations.NullMarked;
