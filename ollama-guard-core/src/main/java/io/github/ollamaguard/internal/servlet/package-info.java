/** Servlet requests and responses as the client's ports. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.servlet;

import org.jspecify.annotations.NullMarked;
