package io.github.ollamaguard.internal.gateway;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.health.HealthCheck;
import io.github.ollamaguard.internal.access.Access;
import io.github.ollamaguard.internal.access.PolicyEnforcer;
import io.github.ollamaguard.internal.access.TrustedProxies;
import io.github.ollamaguard.internal.access.WebSocketHandshake;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.file.LoadedFile;
import io.github.ollamaguard.internal.playground.Playground;
import io.github.ollamaguard.internal.route.Routes;
import io.github.ollamaguard.internal.upstream.Upstream;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.key.FileApiKeyStore;
import io.github.ollamaguard.usage.ExchangeListener;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of every exchange, from the first look at its path to its report. Read this first, then {@link Relay}.
 * Thread-safe.
 */
public final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private final Access access;
    private final OwnEndpoints ownEndpoints;
    private final Reporter reporter;
    private final HealthCheck health;

    /** What answers an exchange that may pass: a {@link Relay}, or the rest of a servlet chain. */
    @FunctionalInterface
    public interface Next<E extends Exception> {
        /** Answers it. */
        void answer(Exchange exchange) throws IOException, E;
    }

    private Guard(Access access, OwnEndpoints ownEndpoints, Reporter reporter, HealthCheck health) {
        this.access = access;
        this.ownEndpoints = ownEndpoints;
        this.reporter = reporter;
        this.health = health;
    }

    /**
     * Returns a guard with these settings.
     *
     * @param store keys of any origin, or null for those of {@link Setting#KEYS_FILE}
     * @param upstream Ollama, as far as it is known where the guard stands
     * @param listeners who else wants to know what happens, asked for each exchange
     */
    public static Guard of(
            Settings settings,
            @Nullable ApiKeyStore store,
            Supplier<@Nullable Upstream> upstream,
            Supplier<ExchangeListener> listeners) {
        LoadedFile<ApiKeyStore> keys = keys(settings, store);
        PolicyEnforcer policy = PolicyEnforcer.of(settings, System::nanoTime);
        Playground playground = Playground.of(settings);
        HealthCheck health = new GuardHealth(keys, policy, upstream);
        return new Guard(
                Access.of(settings, Routes.table(playground.paths()), keys, policy),
                new OwnEndpoints(health, playground),
                new Reporter(new TrustedProxies(settings.get(Setting.TRUSTED_PROXIES)), listeners),
                health);
    }

    /** Returns who knows how this guard is. */
    public HealthCheck health() {
        return health;
    }

    /**
     * Answers one request.
     *
     * @throws IOException when the client has gone, or its connection has to be cut
     */
    public <E extends Exception> void answer(ClientRequest request, ClientResponse response, Next<E> next)
            throws IOException, E {
        Exchange exchange = new Exchange(request, response);
        response.header(Exchange.REQUEST_ID, exchange.id());
        reporter.begun(exchange);
        try {
            if (mayPass(exchange)) {
                next.answer(exchange);
            }
        } catch (Throwable e) {
            exchange.recording().failed(e);
            throw e;
        } finally {
            exchange.release();
        }
    }

    /** Decides about an exchange; false when it has been answered. What is not allowed expressly is refused. */
    private boolean mayPass(Exchange exchange) throws IOException {
        try {
            access.locate(exchange);
            if (ownEndpoints.answersWithoutKey(exchange) || access.answersOptions(exchange)) {
                return false;
            }
            access.authorize(exchange);
            if (ownEndpoints.answers(exchange)) {
                return false;
            }
            if (!WebSocketHandshake.isIn(exchange.request())) {
                return true;
            }
            // Each message will be an exchange of its own.
            if (!exchange.request().upgrade()) {
                throw new ApiException(ApiError.httpOnly());
            }
        } catch (ApiException e) {
            refuse(exchange, e.error());
        } catch (RuntimeException e) {
            LOG.error(
                    "Request {} was refused, because deciding about it failed",
                    exchange.id(),
                    new RedactedException(e));
            refuse(exchange, ApiError.internal());
        }
        return false;
    }

    /** Its place is free before the client learns of it, so that its next request finds one. */
    private static void refuse(Exchange exchange, ApiError error) throws IOException {
        exchange.leaveRoom();
        ErrorWriter.refuse(exchange, error);
    }

    private static LoadedFile<ApiKeyStore> keys(Settings settings, @Nullable ApiKeyStore store) {
        String place = settings.find(Setting.KEYS_FILE)
                .map(file -> file.toAbsolutePath().toString())
                .orElse("a key file");
        LoadedFile<ApiKeyStore> keys = new LoadedFile<>(
                place + " holds API keys, one a line",
                () -> store == null ? FileApiKeyStore.open(settings.get(Setting.KEYS_FILE)) : store,
                System::nanoTime);
        keys.get();
        return keys;
    }
}
