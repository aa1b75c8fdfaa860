/** Pure functions between OpenAI's API and Ollama's native one. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.translate;

import org.jspecify.annotations.NullMarked;
