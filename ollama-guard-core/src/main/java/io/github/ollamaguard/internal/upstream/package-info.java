/** The port to Ollama: one native request in, status and bytes out. Knows neither servlets nor an HTTP client. */
@NullMarked
package io.github.ollamaguard.internal.upstream;

import org.jspecify.annotations.NullMarked;
