/** What a known client may do: canonical paths, routes and roles. */
@NullMarked
package io.github.ollamaguard.access;

import org.jspecify.annotations.NullMarked;
