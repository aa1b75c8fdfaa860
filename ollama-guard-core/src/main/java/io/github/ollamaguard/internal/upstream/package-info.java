/** The port to Ollama: one native request in, its reply pushed out. Knows neither servlets nor an HTTP client. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.upstream;

import org.jspecify.annotations.NullMarked;
