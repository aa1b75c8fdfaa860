package io.github.ollamaguard.servlet;

import io.github.ollamaguard.access.Route;
import io.github.ollamaguard.access.RouteTable;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.key.Role;
import io.github.ollamaguard.upstream.NativeOperation;
import java.util.ArrayList;
import java.util.List;

/** All rows of the guard's route table; whatever can be derived is derived. */
final class GuardRoutes {
    static final String ROOT = "/";
    static final String LIVENESS = "/healthz";
    static final String READINESS = "/readyz";

    /** Known so that nobody takes them for a mistake in the URL; the guard carries no uploads. */
    private static final List<Route> UPLOADS = List.of(
            new Route("POST", "/api/blobs/{digest}", Role.MANAGE),
            new Route("HEAD", "/api/blobs/{digest}", Role.MANAGE));

    private GuardRoutes() {}

    /** Returns the table. */
    static RouteTable table(Settings settings) {
        List<Route> routes = rows();
        if (settings.get(Setting.PLAYGROUND)) {
            routes.addAll(ofPlayground());
        }
        return new RouteTable(routes);
    }

    /** Returns every route that exists whatever the settings are. */
    static List<Route> rows() {
        List<Route> routes = new ArrayList<>(UPLOADS);
        for (String path : List.of(ROOT, LIVENESS, READINESS)) {
            routes.addAll(read(path));
        }
        for (NativeOperation operation : NativeOperation.values()) {
            Role role = operation.isManagement() ? Role.MANAGE : Role.INFER;
            routes.add(new Route(operation.method(), operation.path(), role));
        }
        // Clients of Ollama ask with HEAD whether it is there.
        routes.add(infer("HEAD", NativeOperation.TAGS.path()));
        routes.add(infer("HEAD", NativeOperation.VERSION.path()));
        routes.add(infer("GET", "/ps"));
        for (Endpoint endpoint : Endpoint.values()) {
            routes.addAll(of(endpoint));
        }
        return routes;
    }

    /** Returns the rows of an OpenAI endpoint, with and without the version: both kinds of base URL are in use. */
    static List<Route> of(Endpoint endpoint) {
        return List.of(
                infer(endpoint.method(), endpoint.path()),
                infer(endpoint.method(), Endpoint.VERSION_PREFIX + endpoint.path()));
    }

    /** Returns the rows of what the playground consists of. */
    static List<Route> ofPlayground() {
        return Playground.FILES.stream().flatMap(path -> read(path).stream()).toList();
    }

    private static List<Route> read(String path) {
        return List.of(infer("GET", path), infer("HEAD", path));
    }

    private static Route infer(String method, String path) {
        return new Route(method, path, Role.INFER);
    }
}
