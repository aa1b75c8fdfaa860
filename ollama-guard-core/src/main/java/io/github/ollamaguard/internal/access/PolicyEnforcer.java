package io.github.ollamaguard.internal.access;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.file.LoadedFile;
import io.github.ollamaguard.internal.option.OllamaOption;
import io.github.ollamaguard.internal.policy.ModelPolicy;
import io.github.ollamaguard.internal.policy.OptionRule;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.model.ModelName;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The operator's rules for options, carried out on native requests. Without a policy file nothing is changed; with one
 * that cannot be used every request is refused. Thread-safe.
 */
public final class PolicyEnforcer {
    private static final String OPTIONS = "options";

    private final LoadedFile<Supplier<ModelPolicy>> policy;

    private PolicyEnforcer(LoadedFile<Supplier<ModelPolicy>> policy) {
        this.policy = policy;
        policy.get();
    }

    /** Loads the file of {@link Setting#MODEL_POLICY}, or returns limits that do nothing when there is none. */
    public static PolicyEnforcer of(Settings settings, LongSupplier nanoTime) {
        Path file = settings.find(Setting.MODEL_POLICY).orElse(null);
        if (file == null) {
            return of(() -> ModelPolicy.NONE);
        }
        String wish = file.toAbsolutePath() + " holds rules for models";
        return new PolicyEnforcer(new LoadedFile<>(wish, () -> ModelPolicy.open(file)::content, nanoTime));
    }

    /** Limits by a policy that need not be loaded. */
    static PolicyEnforcer of(Supplier<ModelPolicy> policy) {
        return new PolicyEnforcer(new LoadedFile<>("", () -> policy, () -> 0));
    }

    /** Returns whether there are rules to go by; tries again to load them, at most once a second. */
    public boolean isReady() {
        return policy.get() != null;
    }

    /**
     * Changes a request as the rules for its model want it; doing so twice makes no difference.
     *
     * @param model null when the request names none, which Ollama refuses
     * @param nativeBody without a member that Ollama would take for an option or {@code options} in another spelling
     * @throws ApiException 400 when a rule has to do with a value of a wrong type, 503 as long as there are no rules
     */
    void apply(@Nullable ModelName model, NativeOperation operation, JsonObject nativeBody) throws ApiException {
        Supplier<ModelPolicy> loaded = policy.get();
        if (loaded == null) {
            throw new ApiException(ApiError.notReady());
        }
        if (model == null) {
            return;
        }
        for (OptionRule rule : loaded.get().rules(model)) {
            if (concerns(rule.option(), operation)) {
                apply(rule, nativeBody);
            }
        }
    }

    private static boolean concerns(OllamaOption option, NativeOperation operation) {
        return switch (operation) {
            case CHAT, GENERATE -> true;
            case EMBED, EMBEDDINGS -> option.scope() == OllamaOption.Scope.LOADING;
            default -> false;
        };
    }

    private static void apply(OptionRule rule, JsonObject body) throws ApiException {
        OllamaOption option = rule.option();
        String name = option.toString();
        JsonObject place = option.isTopLevel() ? body : options(body);
        JsonElement asked = place.get(name);
        JsonPrimitive replacement;
        try {
            // Null counts as none, as for Ollama.
            replacement = rule.replacement(asked instanceof JsonNull ? null : asked);
        } catch (IllegalArgumentException e) {
            throw wrongType(
                    option.isTopLevel() ? name : OPTIONS + "." + name,
                    option.type().expected());
        }
        if (replacement != null) {
            place.add(name, replacement);
            if (!option.isTopLevel()) {
                body.add(OPTIONS, place);
            }
        }
    }

    /** Returns the options of a request; new ones when there are none, or null. */
    private static JsonObject options(JsonObject body) throws ApiException {
        JsonElement options = body.get(OPTIONS);
        if (options == null || options instanceof JsonNull) {
            return new JsonObject();
        }
        if (options instanceof JsonObject object) {
            return object;
        }
        throw wrongType(OPTIONS, "an object");
    }

    private static ApiException wrongType(String path, String expected) {
        return new ApiException(
                ApiError.invalid(path, "invalid_type", "Invalid type for '" + path + "': expected " + expected + "."));
    }
}
