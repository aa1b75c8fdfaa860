/** Bytes of a native reply to bytes of an OpenAI reply. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.stream;

import org.jspecify.annotations.NullMarked;
