/** Whether the guard can do its work, and who can say so. */
@NullMarked
package io.github.ollamaguard.health;

import org.jspecify.annotations.NullMarked;
