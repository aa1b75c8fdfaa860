package io.github.ollamaguard.internal.route;

import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.key.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** All rows of the guard's route table; whatever can be derived is derived. Stateless. */
public final class Routes {
    /** The guard itself: is anybody there? */
    public static final String ROOT = "/";

    /** Liveness, without a key. */
    public static final String LIVENESS = "/healthz";

    /** Readiness, without a key. */
    public static final String READINESS = "/readyz";

    private static final List<String> READING = List.of("GET", "HEAD");

    private Routes() {}

    /** Returns the table; {@code pages} are the paths of further files that the guard serves. */
    public static RouteTable table(Collection<String> pages) {
        List<Route> routes = rows();
        routes.addAll(rows(READING, pages, Role.INFER, new Target.Own()));
        return new RouteTable(routes);
    }

    /** Returns the table of Ollama's own operations alone. */
    public static RouteTable nativeTable() {
        return new RouteTable(nativeRows());
    }

    /** Returns every route that exists whatever the settings are. */
    public static List<Route> rows() {
        List<Route> routes = rows(READING, List.of(ROOT, LIVENESS, READINESS), Role.INFER, new Target.Own());
        routes.addAll(rows(List.of("POST", "HEAD"), List.of("/api/blobs/{digest}"), Role.MANAGE, new Target.Nothing()));
        routes.addAll(nativeRows());
        for (Endpoint endpoint : Endpoint.values()) {
            // With and without the version: both kinds of base URL are in use.
            List<String> paths = List.of(endpoint.path(), Endpoint.VERSION_PREFIX + endpoint.path());
            routes.addAll(rows(List.of(endpoint.method()), paths, Role.INFER, new Target.Translated(endpoint)));
        }
        return routes;
    }

    private static List<Route> nativeRows() {
        List<Route> routes = new ArrayList<>();
        for (NativeOperation operation : NativeOperation.values()) {
            Role role = operation.isManagement() ? Role.MANAGE : Role.INFER;
            routes.addAll(rows(operation.methods(), operation.paths(), role, new Target.Native(operation)));
        }
        return routes;
    }

    private static List<Route> rows(Collection<String> methods, Collection<String> paths, Role role, Target target) {
        List<Route> routes = new ArrayList<>();
        paths.forEach(path -> methods.forEach(method -> routes.add(new Route(method, path, role, target))));
        return routes;
    }
}
