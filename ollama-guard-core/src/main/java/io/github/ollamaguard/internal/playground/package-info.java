/** The page for trying models. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.playground;

import org.jspecify.annotations.NullMarked;
