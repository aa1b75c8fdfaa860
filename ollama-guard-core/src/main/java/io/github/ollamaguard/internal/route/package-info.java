/** What a known client may do: canonical paths, routes and roles. */
@NullMarked
package io.github.ollamaguard.internal.route;

import org.jspecify.annotations.NullMarked;
