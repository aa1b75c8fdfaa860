/** OpenAI's Responses API. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.translate.responses;

import org.jspecify.annotations.NullMarked;
