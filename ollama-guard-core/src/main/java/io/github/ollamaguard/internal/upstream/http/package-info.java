/** HTTP/1.1 to Ollama behind the port: connections, their pool, the parser, timeouts. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.upstream.http;

import org.jspecify.annotations.NullMarked;
