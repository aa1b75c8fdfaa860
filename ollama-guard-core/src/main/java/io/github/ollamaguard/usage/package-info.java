/** What happened to an exchange, and what it cost. */
@NullMarked
package io.github.ollamaguard.usage;

import org.jspecify.annotations.NullMarked;
