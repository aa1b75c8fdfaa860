package io.github.ollamaguard.servlet;

import io.github.ollamaguard.access.CanonicalPath;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import jakarta.servlet.http.HttpServletRequest;

/**
 * The place of the guard in a web application. Works on the raw request URI: containers decode and normalise
 * {@code getServletPath()} and {@code getPathInfo()} differently, and Jetty refuses to return ambiguous ones.
 *
 * @param prefix path below the context path, empty or starting with a slash and not ending with one
 */
record Mount(String prefix) {
    /** Returns what all raw URIs of the guard begin with. */
    String base(HttpServletRequest request) {
        return request.getContextPath() + prefix;
    }

    /**
     * Returns the canonical path below the prefix, starting with a slash.
     *
     * @throws ApiException 400 for a path that is not canonical, 404 for one outside of the prefix
     */
    String path(HttpServletRequest request) throws ApiException {
        return CanonicalPath.below(base(request), request.getRequestURI());
    }

    /** Returns the dialect for errors, also for paths that are not canonical. */
    Dialect dialect(HttpServletRequest request) {
        String base = base(request);
        String uri = request.getRequestURI();
        return Dialect.of(uri.startsWith(base) ? uri.substring(base.length()) : uri);
    }
}
