/** Everything that exists below the prefix, and how its paths are spelt. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.route;

import org.jspecify.annotations.NullMarked;
