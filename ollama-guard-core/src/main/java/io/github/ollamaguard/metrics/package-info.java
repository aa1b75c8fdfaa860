/** Numbers about requests, for Micrometer; the only package that needs it. */
@NullMarked
package io.github.ollamaguard.metrics;

import org.jspecify.annotations.NullMarked;
