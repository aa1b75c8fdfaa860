package io.github.ollamaguard.internal.route;

import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.key.Role;
import java.util.ArrayList;
import java.util.Arrays;
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

    private Routes() {}

    /**
     * Returns the table.
     *
     * @param pages paths of further files that the guard serves
     */
    public static RouteTable table(Collection<String> pages) {
        List<Route> routes = rows();
        pages.forEach(path -> routes.addAll(own(path)));
        return new RouteTable(routes);
    }

    /** Returns the table of Ollama's own operations alone. */
    public static RouteTable nativeTable() {
        return new RouteTable(Arrays.stream(NativeOperation.values())
                .flatMap(operation -> of(operation).stream())
                .toList());
    }

    /** Returns every route that exists whatever the settings are. */
    public static List<Route> rows() {
        List<Route> routes = new ArrayList<>();
        for (String path : List.of(ROOT, LIVENESS, READINESS)) {
            routes.addAll(own(path));
        }
        for (String method : List.of("POST", "HEAD")) {
            routes.add(new Route(method, "/api/blobs/{digest}", Role.MANAGE, new Target.Nothing()));
        }
        for (NativeOperation operation : NativeOperation.values()) {
            routes.addAll(of(operation));
        }
        for (Endpoint endpoint : Endpoint.values()) {
            routes.addAll(of(endpoint));
        }
        return routes;
    }

    private static List<Route> of(NativeOperation operation) {
        Role role = operation.isManagement() ? Role.MANAGE : Role.INFER;
        List<Route> routes = new ArrayList<>();
        for (String path : operation.paths()) {
            for (String method : operation.methods()) {
                routes.add(new Route(method, path, role, new Target.Native(operation)));
            }
        }
        return routes;
    }

    /** Returns the rows of an endpoint, with and without the version: both kinds of base URL are in use. */
    private static List<Route> of(Endpoint endpoint) {
        Target target = new Target.Translated(endpoint);
        return List.of(
                new Route(endpoint.method(), endpoint.path(), Role.INFER, target),
                new Route(endpoint.method(), Endpoint.VERSION_PREFIX + endpoint.path(), Role.INFER, target));
    }

    private static List<Route> own(String path) {
        return List.of(
                new Route("GET", path, Role.INFER, new Target.Own()),
                new Route("HEAD", path, Role.INFER, new Target.Own()));
    }
}
