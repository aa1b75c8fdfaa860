package io.github.ollamaguard.metrics;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.model.ModelName;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The models that have answered: only their names become part of a metric, because a client can make up any number of
 * others. Thread-safe.
 */
final class KnownModels {
    static final String OTHER = "other";
    static final int MOST = 100;

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** Takes the name of a model that has answered. */
    void answered(@Nullable String model) {
        String name = read(model);
        // Two threads at a time may both find the last place: a few more do no harm.
        if (name != null && names.size() < MOST) {
            names.add(name);
        }
    }

    /** Returns the one spelling of a model, or {@link #OTHER} when it has not answered yet. */
    String label(@Nullable String model) {
        String name = read(model);
        return name != null && names.contains(name) ? name : OTHER;
    }

    private static @Nullable String read(@Nullable String model) {
        try {
            return model == null ? null : ModelName.parse(model).shortText();
        } catch (ApiException e) {
            return null;
        }
    }
}
