package io.github.ollamaguard.internal.route;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that exists below the prefix. What is not in the table does not exist: there are no prefix rules, and
 * paths are compared exactly, also in case. Immutable and thread-safe.
 */
public final class RouteTable {
    private static final RouteMatch NOT_FOUND = new RouteMatch.NotFound();

    /** Rows by path, or by the fixed part of it; then by method. */
    private final Map<String, Map<String, Route>> constant = new HashMap<>();

    private final Map<String, Map<String, Route>> models = new HashMap<>();
    private final Map<String, Map<String, Route>> digests = new HashMap<>();

    /** What the table says about a request. */
    public sealed interface RouteMatch {
        /**
         * The operation exists.
         *
         * @param route its row
         * @param parameter the variable end of the path, never empty, or null when the row has none
         */
        record Found(Route route, @Nullable String parameter) implements RouteMatch {}

        /** Nothing exists at this path. */
        record NotFound() implements RouteMatch {}

        /**
         * The path exists, for other methods.
         *
         * @param allowed the methods for the header {@code Allow}, sorted, at least one
         */
        record WrongMethod(List<String> allowed) implements RouteMatch {}
    }

    /**
     * Creates the table.
     *
     * @throws IllegalArgumentException when two rows have the same method and path
     */
    public RouteTable(Collection<Route> routes) {
        for (Route route : routes) {
            Route other = rowsLike(route)
                    .computeIfAbsent(route.fixedPath(), path -> new TreeMap<>())
                    .putIfAbsent(route.method(), route);
            if (other != null) {
                throw new IllegalArgumentException("Two routes for " + route.method() + " " + route.path());
            }
        }
    }

    /**
     * Returns what there is for a request.
     *
     * @param method the HTTP method as it came
     * @param path what {@link CanonicalPath#below} returned
     */
    public RouteMatch find(String method, String path) {
        Map<String, Route> rows = constant.get(path);
        if (rows != null) {
            return match(rows, method, null);
        }
        return path.endsWith("/") ? NOT_FOUND : findVariable(method, path);
    }

    private RouteMatch findVariable(String method, String path) {
        int end = path.lastIndexOf('/') + 1;
        Map<String, Route> rows = digests.get(path.substring(0, end));
        if (rows != null) {
            return match(rows, method, path.substring(end));
        }
        for (end = path.indexOf('/') + 1; end > 0; end = path.indexOf('/', end) + 1) {
            rows = models.get(path.substring(0, end));
            if (rows != null) {
                return match(rows, method, path.substring(end));
            }
        }
        return NOT_FOUND;
    }

    private static RouteMatch match(Map<String, Route> rows, String method, @Nullable String parameter) {
        Route route = rows.get(method);
        return route == null
                ? new RouteMatch.WrongMethod(List.copyOf(rows.keySet()))
                : new RouteMatch.Found(route, parameter);
    }

    private Map<String, Map<String, Route>> rowsLike(Route route) {
        if (route.path().endsWith(Route.MODEL)) {
            return models;
        }
        return route.path().endsWith(Route.DIGEST) ? digests : constant;
    }
}
