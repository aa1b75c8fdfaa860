/** The options that Ollama knows. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.option;

import org.jspecify.annotations.NullMarked;
