package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.file.LoadedFile;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.ApiKeyStore;

/** The rule that a request presents a known API key. Without usable keys everybody is refused. Thread-safe. */
final class Authentication implements AccessRule {
    private final LoadedFile<ApiKeyStore> keys;
    private final PolicyEnforcer policy;
    private final Credentials credentials;
    private final TrustedProxies proxies;
    private final FailedKeyLimiter failures;

    Authentication(Settings settings, LoadedFile<ApiKeyStore> keys, PolicyEnforcer policy) {
        this.keys = keys;
        this.policy = policy;
        this.credentials = new Credentials(settings.get(Setting.ALLOW_QUERY_KEY));
        this.proxies = new TrustedProxies(settings.get(Setting.TRUSTED_PROXIES));
        this.failures = new FailedKeyLimiter(settings.get(Setting.BRAKE_FAILURES), System::nanoTime);
    }

    @Override
    public void check(Exchange exchange) throws ApiException {
        ApiKeyStore store = keys.get();
        if (store == null || !policy.isReady()) {
            throw new ApiException(ApiError.notReady());
        }
        ClientRequest request = exchange.request();
        ApiKey key = store.find(credentials.presented(request))
                .orElseThrow(() -> new ApiException(failures.failure(proxies.clientOf(request))));
        exchange.authenticated(key, new ModelRules(key, policy));
    }
}
