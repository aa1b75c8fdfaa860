/** API keys: who is known, stored as digests only. */
@NullMarked
package io.github.ollamaguard.key;

import org.jspecify.annotations.NullMarked;
