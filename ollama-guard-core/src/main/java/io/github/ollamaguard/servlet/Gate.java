package io.github.ollamaguard.servlet;

import com.google.gson.JsonObject;
import io.github.ollamaguard.access.RouteMatch;
import io.github.ollamaguard.access.RouteTable;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.health.HealthCheck;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.key.Role;
import io.github.ollamaguard.upstream.NativeOperation;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decision of the {@link ApiKeyFilter}, step by step. Thread-safe. */
final class Gate {
    private static final String CHALLENGE = "Bearer realm=\"ollama-guard\"";

    private final Mount mount;
    private final KnownHosts hosts;
    private final CrossOrigin crossOrigin;
    private final Late<ApiKeyStore> keys;
    private final ModelLimits limits;
    private final Credentials credentials;
    private final Sources sources;
    private final FailureBrake brake;
    private final RouteTable routes;
    private final Playground playground;
    private final HealthCheck health;
    private final OpenAnswers openAnswers;
    private final Admission admission;
    private final boolean allowManagement;
    private final Handshake handshake;
    private final BodyLimits bodyLimits;

    Gate(Settings settings, Late<ApiKeyStore> keys, ServletContext context) {
        this.mount = new Mount(settings.get(Setting.PREFIX));
        this.hosts = new KnownHosts(settings.get(Setting.HOSTS));
        this.crossOrigin = CrossOrigin.of(settings);
        this.keys = keys;
        this.limits = ModelLimits.of(settings, System::nanoTime);
        this.credentials = new Credentials(settings.get(Setting.ALLOW_QUERY_KEY));
        this.sources = new Sources(settings.get(Setting.TRUSTED_PROXIES));
        this.brake = new FailureBrake(settings.get(Setting.BRAKE_FAILURES), System::nanoTime);
        this.routes = GuardRoutes.table(settings);
        this.playground = Playground.of(settings);
        this.health = new GuardCheck(context, keys, limits);
        this.openAnswers = new OpenAnswers(health);
        this.admission = new Admission(settings.get(Setting.MAX_CONCURRENT));
        this.allowManagement = settings.get(Setting.ALLOW_MANAGEMENT);
        this.handshake = new Handshake(settings.get(Setting.WEBSOCKET));
        this.bodyLimits = BodyLimits.of(settings);
    }

    /** Returns who knows how the guard is. */
    HealthCheck health() {
        return health;
    }

    /**
     * A request that may pass.
     *
     * @param request the request for the rest of the chain
     * @param response the response for the rest of the chain
     * @param permit its place, to be given back when it is done
     */
    record Admitted(HttpServletRequest request, HttpServletResponse response, Admission.Permit permit) {}

    /**
     * Decides about a request.
     *
     * @return null when the response holds the answer
     * @throws ApiException when it is refused
     */
    @Nullable
    Admitted decide(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        crossOrigin.open(request, response);
        String path = mount.path(request);
        hosts.check(request);
        if (openAnswers.answer(request, response, path)
                || playground.answer(request, response, path)
                || answerOptions(request, response, path)) {
            return null;
        }
        ApiKey key = authenticate(request);
        request.setAttribute(ApiKeyFilter.KEY_ATTRIBUTE, key);
        authorize(key, request, response, path);
        crossOrigin.check(request);
        if (path.equals(GuardRoutes.ROOT)) {
            OpenAnswers.root(response);
            return null;
        }
        return admit(new ModelRules(key, limits), request, response, path);
    }

    /** Answers a refusal in the dialect of the path. */
    void refuse(HttpServletRequest request, HttpServletResponse response, ApiError error) throws IOException {
        if (error.status() == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", CHALLENGE);
        }
        if (error.equals(ApiError.httpOnly())) {
            // RFC 9110, section 15.5.22: says to what the client should change.
            response.setHeader("Upgrade", "HTTP/1.1");
        }
        ErrorWriter.closeAfterUnreadBody(request, response);
        ErrorWriter.write(response, mount.dialect(request), error);
    }

    /** Browsers ask without a key whether they may ask. */
    private boolean answerOptions(HttpServletRequest request, HttpServletResponse response, String path) {
        if (!request.getMethod().equals("OPTIONS")
                || !(routes.find("OPTIONS", path) instanceof RouteMatch.WrongMethod known)) {
            return false;
        }
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        allow(response, known.allowed());
        crossOrigin.preflight(request, response, known.allowed());
        return true;
    }

    private ApiKey authenticate(HttpServletRequest request) throws ApiException {
        ApiKeyStore store = keys.get();
        if (store == null || !limits.isReady()) {
            throw new ApiException(ApiError.notReady());
        }
        return store.find(credentials.presented(request))
                .orElseThrow(() -> new ApiException(brake.failure(sources.of(request))));
    }

    private void authorize(ApiKey key, HttpServletRequest request, HttpServletResponse response, String path)
            throws ApiException {
        RouteMatch match = routes.find(Handshake.operationMethod(request, path, routes), path);
        if (match instanceof RouteMatch.WrongMethod known) {
            allow(response, known.allowed());
            throw new ApiException(ApiError.methodNotAllowed(request.getMethod(), path));
        }
        if (!(match instanceof RouteMatch.Found found)) {
            throw new ApiException(ApiError.unknownUrl(request.getMethod(), path));
        }
        Role role = found.route().role();
        if (!key.has(role) || (role == Role.MANAGE && !allowManagement)) {
            throw new ApiException(ApiError.forbidden());
        }
    }

    private Admitted admit(ModelRules rules, HttpServletRequest request, HttpServletResponse response, String path)
            throws ApiException {
        Admission.Permit permit = admission.enter();
        try {
            BodyRules.check(request, bodyLimits.size());
            if (Handshake.isIn(request)) {
                handshake.admit(request, path);
                return new Admitted(request, response, permit);
            }
            rules.attach(request);
            if (ListedModels.areAt(path)) {
                return new Admitted(
                        ListedModels.synchronous(request),
                        new ListedModels(response, mount.dialect(request), rules::mayUse),
                        permit);
            }
            if (OpenAnswers.isRead(request)) {
                return new Admitted(request, response, permit);
            }
            // Every operation that is not read only takes a JSON object.
            HttpServletRequest read = JsonRequest.wrap(request, bodyLimits);
            if (WebSocketPart.MESSAGE.is(request)) {
                streamByDefault(JsonRequest.json(read));
            }
            NativeOperation operation = NativeOperation.ofPath(path);
            if (operation != null) {
                rules.apply(operation, JsonRequest.json(read));
            }
            return new Admitted(read, response, permit);
        } catch (ApiException | RuntimeException | Error e) {
            // Also when there is no memory for a large body: its place is free again.
            permit.release();
            throw e;
        }
    }

    /** Whoever opens a WebSocket wants a stream. */
    private static void streamByDefault(JsonObject body) {
        if (!body.has("stream") || body.get("stream").isJsonNull()) {
            body.addProperty("stream", true);
        }
    }

    private static void allow(HttpServletResponse response, List<String> methods) {
        response.setHeader("Allow", String.join(", ", methods) + ", OPTIONS");
    }
}
