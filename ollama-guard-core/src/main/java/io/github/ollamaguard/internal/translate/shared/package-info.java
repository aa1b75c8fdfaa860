/** What all dialects of the translation have in common: reading requests, and Ollama's side. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.translate.shared;

import org.jspecify.annotations.NullMarked;
