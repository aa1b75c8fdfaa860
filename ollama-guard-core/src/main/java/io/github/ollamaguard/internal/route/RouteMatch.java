package io.github.ollamaguard.internal.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the {@link RouteTable} says about a request. */
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
