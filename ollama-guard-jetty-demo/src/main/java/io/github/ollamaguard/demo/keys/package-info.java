/** The command {@code keys}: create, list, revoke and rotate the keys of a key file. */
@NullMarked
package io.github.ollamaguard.demo.keys;

import org.jspecify.annotations.NullMarked;
