/** Threads, as cheap as the JDK has them. */
@NullMarked
package io.github.ollamaguard.internal.thread;

import org.jspecify.annotations.NullMarked;
