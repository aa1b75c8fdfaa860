/** Strict JSON reading and writing with limits. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.json;

import org.jspecify.annotations.NullMarked;
