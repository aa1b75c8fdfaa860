/** Text files that an operator edits while the guard runs. */
@NullMarked
package io.github.ollamaguard.file;

import org.jspecify.annotations.NullMarked;
