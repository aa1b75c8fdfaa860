package io.github.ollamaguard.servlet;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.health.HealthCheck;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.key.FileApiKeyStore;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A filter that lets a request pass when it carries a known key and asks for an operation that exists. Decides in this
 * order: canonical path (400), key (401), operation (404, 405, 403), load (503), declared body (400, 413, 415, 417),
 * body (400, 413). What is not allowed expressly is refused, also when deciding fails.
 *
 * <p>Map it to everything below the prefix, in front of all other pieces, for all dispatcher types. Thread-safe.
 */
public final class ApiKeyFilter extends HttpFilter {
    /** Name of the request attribute with the {@link ApiKey} of the client. */
    public static final String KEY_ATTRIBUTE = "io.github.ollamaguard.key";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyFilter.class);

    private static final String ADMITTED_ATTRIBUTE = "io.github.ollamaguard.admitted";

    /** Nobody else has this object, so nobody else can say that a request has been admitted by this filter. */
    private final Object admittedHere = new Object();

    private final @Nullable Settings given;
    private final @Nullable ApiKeyStore givenKeys;
    private @Nullable Gate gate;
    private @Nullable Recorder recorder;

    /** A filter that reads its settings from init parameters, context parameters, system properties and environment. */
    public ApiKeyFilter() {
        this.given = null;
        this.givenKeys = null;
    }

    /** A filter with these settings, which reads none elsewhere. */
    public ApiKeyFilter(Settings settings) {
        this.given = Objects.requireNonNull(settings);
        this.givenKeys = null;
    }

    /** A filter with these settings and keys of any origin; there need not be a key file. */
    public ApiKeyFilter(Settings settings, ApiKeyStore keys) {
        this.given = Objects.requireNonNull(settings);
        this.givenKeys = Objects.requireNonNull(keys);
    }

    /**
     * Reads the settings and the keys. Without usable keys the filter refuses everything until there are some.
     *
     * @throws ServletException when a setting is unknown or wrong
     */
    @Override
    public void init() throws ServletException {
        Settings settings = given == null ? FilterSettings.read(getFilterConfig()) : given;
        ApiKeyStore store = givenKeys;
        String place = settings.find(Setting.KEYS_FILE)
                .map(file -> file.toAbsolutePath().toString())
                .orElse("a key file");
        Late<ApiKeyStore> keys = new Late<>(
                place + " holds API keys, one a line",
                () -> store == null ? FileApiKeyStore.open(settings.get(Setting.KEYS_FILE)) : store,
                System::nanoTime);
        keys.get();
        Gate opened = new Gate(settings, keys, getServletContext());
        gate = opened;
        recorder = new Recorder(settings, System::nanoTime);
        getServletContext().setAttribute(HealthCheck.ATTRIBUTE, opened.health());
    }

    @Override
    public void destroy() {
        getServletContext().removeAttribute(HealthCheck.ATTRIBUTE);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // Further dispatches of a request (ASYNC, FORWARD, ERROR) have been decided about.
        if (admittedHere.equals(request.getAttribute(ADMITTED_ATTRIBUTE))) {
            chain.doFilter(request, response);
            return;
        }
        RequestId.assign(response);
        Objects.requireNonNull(recorder, "init() has not been called")
                .watch(request, response, (watched, answer) -> handle(watched, answer, chain));
    }

    private void handle(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Gate.Admitted admitted = decide(request, response);
        if (admitted != null) {
            request.setAttribute(ADMITTED_ATTRIBUTE, admittedHere);
            try {
                chain.doFilter(admitted.request(), admitted.response());
                if (WebSocketPart.UNOPENED.is(request)) {
                    current().refuse(request, response, ApiError.httpOnly());
                }
                if (admitted.response() instanceof ListedModels list) {
                    list.finish();
                }
            } finally {
                admitted.permit().releaseAfter(request);
            }
        }
    }

    private Gate.@Nullable Admitted decide(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Gate current = current();
        try {
            return current.decide(request, response);
        } catch (ApiException e) {
            current.refuse(request, response, e.error());
        } catch (RuntimeException e) {
            LOG.error(
                    "Request {} was refused, because deciding about it failed", RequestId.of(response), new Defect(e));
            current.refuse(request, response, ApiError.internal());
        }
        return null;
    }

    private Gate current() {
        return Objects.requireNonNull(gate, "init() has not been called");
    }
}
