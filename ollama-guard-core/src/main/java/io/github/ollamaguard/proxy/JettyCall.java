package io.github.ollamaguard.proxy;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.upstream.UpstreamCall;
import io.github.ollamaguard.upstream.UpstreamHead;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One native request: usually one attempt, and a second one when the first met a pooled connection that Ollama had just
 * closed. Never more, and never after Ollama may have begun to work. Not thread-safe.
 */
final class JettyCall implements UpstreamCall {
    private final Supplier<Attempt> next;
    private Attempt attempt;
    private boolean repeated;

    JettyCall(Supplier<Attempt> attempts) {
        this.next = attempts;
        this.attempt = attempts.get();
    }

    @Override
    public @Nullable UpstreamHead head(Duration patience) throws ApiException {
        try {
            return attempt.reception().head(patience);
        } catch (ApiException failure) {
            if (repeated || !attempt.wasStale()) {
                throw failure;
            }
            repeated = true;
            attempt.close();
            attempt = next.get();
            return attempt.reception().head(patience);
        }
    }

    @Override
    public int read(byte[] into, Duration patience) throws ApiException {
        return attempt.reception().read(into, patience);
    }

    @Override
    public void close() {
        attempt.close();
    }
}
