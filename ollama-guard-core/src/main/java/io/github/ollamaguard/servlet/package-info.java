/** The three pieces of the guard, for whoever mounts them one by one. */
@NullMarked
package io.github.ollamaguard.servlet;

import org.jspecify.annotations.NullMarked;
