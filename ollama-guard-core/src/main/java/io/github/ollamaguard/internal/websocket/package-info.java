/** WebSockets: each message of a client is a request that takes the same way as one of HTTP. */
@NullMarked
package io.github.ollamaguard.internal.websocket;

import org.jspecify.annotations.NullMarked;
