/** The refusals of the guard: what a client may read, and how each dialect writes it. */
@NullMarked
package io.github.ollamaguard.error;

import org.jspecify.annotations.NullMarked;
