/** The way of a request: {@link io.github.ollamaguard.internal.gateway.Guard}, then {@link io.github.ollamaguard.internal.gateway.Relay}. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.gateway;

import org.jspecify.annotations.NullMarked;
