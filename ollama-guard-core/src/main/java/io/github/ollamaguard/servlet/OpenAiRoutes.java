package io.github.ollamaguard.servlet;

import com.google.gson.JsonObject;
import io.github.ollamaguard.access.Route;
import io.github.ollamaguard.access.RouteMatch;
import io.github.ollamaguard.access.RouteTable;
import io.github.ollamaguard.internal.translate.Endpoint;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the OpenAI endpoint of a request. Immutable and thread-safe. */
final class OpenAiRoutes {
    private final Map<Route, Endpoint> endpoints = new HashMap<>();
    private final RouteTable table;

    OpenAiRoutes() {
        for (Endpoint endpoint : Endpoint.values()) {
            GuardRoutes.of(endpoint).forEach(route -> endpoints.put(route, endpoint));
        }
        table = new RouteTable(endpoints.keySet());
    }

    /**
     * An endpoint that was asked for.
     *
     * @param endpoint its row
     * @param model the model in the path, or null for endpoints without one
     */
    record Target(Endpoint endpoint, @Nullable String model) {
        /** Returns what stands for the body of an endpoint without one. */
        JsonObject bodyFromPath() {
            JsonObject body = new JsonObject();
            if (model != null) {
                body.addProperty("model", model);
            }
            return body;
        }
    }

    /** Returns the endpoint for a method and a canonical path, or null when there is none. */
    @Nullable
    Target find(String method, String path) {
        if (table.find(method, path) instanceof RouteMatch.Found found) {
            Endpoint endpoint = endpoints.get(found.route());
            return endpoint == null ? null : new Target(endpoint, found.parameter());
        }
        return null;
    }
}
