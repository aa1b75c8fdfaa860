/** What travels through the guard, an exchange, and the two ports that face the client. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.exchange;

import org.jspecify.annotations.NullMarked;
