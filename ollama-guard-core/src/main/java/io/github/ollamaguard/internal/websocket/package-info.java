/** WebSockets: each message of a client is an exchange of its own. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.websocket;

import org.jspecify.annotations.NullMarked;
