package io.github.ollamaguard.key;

import io.github.ollamaguard.model.ModelName;
import io.github.ollamaguard.model.ModelPattern;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A known key, as far as the guard has to know it: never the secret, nor anything derived from it.
 *
 * @param name what logs and metrics call the key, unique within its store
 * @param roles what the key may be used for
 * @param models the models the key may use; none when the list is empty
 * @param expires the first moment at which the key is not valid any more, or null when it stays valid
 */
public record ApiKey(
        String name,
        Set<Role> roles,
        List<ModelPattern> models,
        @Nullable Instant expires) {
    /** Copies the collections. */
    public ApiKey {
        Objects.requireNonNull(name);
        roles = Set.copyOf(roles);
        models = List.copyOf(models);
    }

    /** A key without attributes: it may use every local model and stays valid. */
    public ApiKey(String name) {
        this(name, Set.of(Role.INFER), List.of(ModelPattern.of("*")), null);
    }

    /** Returns whether the key has the role. */
    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** Returns whether the key may use the model. */
    public boolean mayUse(ModelName model) {
        return models.stream().anyMatch(pattern -> pattern.matches(model));
    }

    /** Returns whether the key is not valid any more. */
    public boolean isExpired(Instant now) {
        return expires != null && !now.isBefore(expires);
    }
}
