/** The same scenarios in every container that is supported, on real sockets at both ends. */
@NullMarked
package io.github.ollamaguard.container;

import org.jspecify.annotations.NullMarked;
