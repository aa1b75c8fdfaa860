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

    /** Rows by path, with its variable end as the row has it; then by method. */
    private final Map<String, Map<String, Route>> rows = new HashMap<>();

    /** What the table says about a request. */
    public sealed interface RouteMatch {
        /** The operation exists; {@code parameter} is the variable end of the path, or null when its row has none. */
        record Found(Route route, @Nullable String parameter) implements RouteMatch {}

        /** Nothing exists at this path. */
        record NotFound() implements RouteMatch {}

        /** The path exists, for other methods: those for the header {@code Allow}, sorted, at least one. */
        record WrongMethod(List<String> allowed) implements RouteMatch {}
    }

    /** Creates the table; two rows with the same method and path are an {@link IllegalArgumentException}. */
    public RouteTable(Collection<Route> routes) {
        for (Route route : routes) {
            Route other =
                    rows.computeIfAbsent(route.path(), path -> new TreeMap<>()).putIfAbsent(route.method(), route);
            if (other != null) {
                throw new IllegalArgumentException("Two routes for " + route.method() + " " + route.path());
            }
        }
    }

    /** Returns what there is for a request; the path comes from {@link CanonicalPath#below} and has no braces. */
    public RouteMatch find(String method, String path) {
        Map<String, Route> found = rows.get(path);
        if (found != null) {
            return match(found, method, null);
        }
        return path.endsWith("/") ? NOT_FOUND : findVariable(method, path);
    }

    private RouteMatch findVariable(String method, String path) {
        int end = path.lastIndexOf('/') + 1;
        Map<String, Route> found = rows.get(path.substring(0, end) + Route.DIGEST);
        for (int next = path.indexOf('/') + 1; found == null && next > 0; next = path.indexOf('/', next) + 1) {
            end = next;
            found = rows.get(path.substring(0, end) + Route.MODEL);
        }
        return found == null ? NOT_FOUND : match(found, method, path.substring(end));
    }

    private static RouteMatch match(Map<String, Route> rows, String method, @Nullable String parameter) {
        Route route = rows.get(method);
        return route == null
                ? new RouteMatch.WrongMethod(List.copyOf(rows.keySet()))
                : new RouteMatch.Found(route, parameter);
    }
}
