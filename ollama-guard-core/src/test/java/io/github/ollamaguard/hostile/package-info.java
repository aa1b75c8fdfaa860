/** Requests that somebody sends to get past the guard, and what becomes of them. */
@NullMarked
package io.github.ollamaguard.hostile;

import org.jspecify.annotations.NullMarked;
