/** Text files that an operator edits while the guard runs. */
@NullMarked
package io.github.ollamaguard.internal.file;

import org.jspecify.annotations.NullMarked;
