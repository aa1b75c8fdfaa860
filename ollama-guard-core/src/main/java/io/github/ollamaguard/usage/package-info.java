/** What an exchange cost. */
@NullMarked
package io.github.ollamaguard.usage;

import org.jspecify.annotations.NullMarked;
