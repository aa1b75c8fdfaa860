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
import io.github.ollamaguard.internal.policy.OptionValue;
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
        OptionMember member = new OptionMember(body, rule.option());
        OptionValue asked = member.value();
        OptionValue replacement;
        try {
            replacement = rule.replacement(asked);
        } catch (IllegalArgumentException e) {
            throw member.wrongType(rule.option().type().expected());
        }
        if (replacement != null) {
            member.set(replacement);
        }
    }

    /** The member of a native request that holds an option, whether or not it is there. Not thread-safe. */
    private static final class OptionMember {
        private static final String OPTIONS = "options";

        private final JsonObject body;
        private final boolean isTopLevel;
        private final String name;

        OptionMember(JsonObject body, OllamaOption option) {
            this.body = body;
            this.isTopLevel = option.isTopLevel();
            this.name = option.toString();
        }

        /**
         * Returns the value that the client asked for, or null when there is none; null counts as none, as for Ollama.
         *
         * @throws ApiException 400 when {@code options} is not an object
         */
        @Nullable
        OptionValue value() throws ApiException {
            JsonObject place = isTopLevel ? body : options();
            JsonElement element = place == null ? null : place.get(name);
            return element == null || element instanceof JsonNull ? null : read(element);
        }

        /** Gives it another value. */
        void set(OptionValue value) throws ApiException {
            JsonObject place = isTopLevel ? body : options();
            if (place == null) {
                place = new JsonObject();
                body.add(OPTIONS, place);
            }
            place.add(name, write(value));
        }

        /** Returns the refusal of a value that does not fit. */
        ApiException wrongType(String expected) {
            return wrongType(isTopLevel ? name : OPTIONS + "." + name, expected);
        }

        private @Nullable JsonObject options() throws ApiException {
            JsonElement options = body.get(OPTIONS);
            if (options == null || options instanceof JsonNull) {
                return null;
            }
            if (options instanceof JsonObject object) {
                return object;
            }
            throw wrongType(OPTIONS, "an object");
        }

        private static OptionValue read(JsonElement element) {
            if (!(element instanceof JsonPrimitive primitive)) {
                return new OptionValue.Composite();
            }
            if (primitive.isBoolean()) {
                return new OptionValue.Flag(primitive.getAsBoolean());
            }
            return primitive.isNumber()
                    ? new OptionValue.Numeric(primitive.getAsBigDecimal())
                    : new OptionValue.Text(primitive.getAsString());
        }

        private static JsonElement write(OptionValue value) {
            if (value instanceof OptionValue.Numeric numeric) {
                return new JsonPrimitive(numeric.number());
            }
            if (value instanceof OptionValue.Flag flag) {
                return new JsonPrimitive(flag.flag());
            }
            if (value instanceof OptionValue.Text text) {
                return new JsonPrimitive(text.text());
            }
            throw new IllegalArgumentException("no option takes an array or an object");
        }

        private static ApiException wrongType(String path, String expected) {
            return new ApiException(ApiError.invalid(
                    path, "invalid_type", "Invalid type for '" + path + "': expected " + expected + "."));
        }
    }
}
