/** The proxy servlet and the HTTP side of the upstream port; the only place that sees the HTTP client. */
@NullMarked
package io.github.ollamaguard.internal.upstream.http;

import org.jspecify.annotations.NullMarked;
