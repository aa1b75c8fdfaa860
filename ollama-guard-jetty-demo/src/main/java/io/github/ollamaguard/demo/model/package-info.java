/** The built-in demo model: Ollama's native API with made-up answers, so that a first request works without Ollama. */
@NullMarked
package io.github.ollamaguard.demo.model;

import org.jspecify.annotations.NullMarked;
