/** OpenAI's chat completions, completions, embeddings and models. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.translate.openai;

import org.jspecify.annotations.NullMarked;
