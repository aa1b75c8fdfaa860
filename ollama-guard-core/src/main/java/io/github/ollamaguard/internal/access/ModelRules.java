package io.github.ollamaguard.internal.access;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.exchange.NativeRules;
import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.Role;
import io.github.ollamaguard.model.ModelName;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a key may ask of Ollama, decided on the native body and so alike for both dialects: which models, and nothing
 * that loads, unloads or pins one for everybody else. Immutable and thread-safe.
 */
final class ModelRules implements NativeRules {
    /** Members that decide something here; Ollama would read them in any case of their letters. */
    private static final Set<String> DECISIVE = Set.of(
            "model", "name", "messages", "prompt", "keep_alive", "options", "think", "shift", "_debug_render_only");

    /** The same of the operations that change models. */
    private static final Set<String> MANAGING =
            Set.of("source", "destination", "from", "insecure", "modelfile", "path");

    /**
     * The one that may be named. A name can hold the host of a registry, which makes the server connect to it and, on
     * push, send a model there.
     */
    private static final String REGISTRY = "registry.ollama.ai";

    private static final List<String> NAMES = List.of("model", "name", "source", "destination", "from");

    private final ApiKey key;
    private final PolicyEnforcer limits;

    ModelRules(ApiKey key, PolicyEnforcer limits) {
        this.key = key;
        this.limits = limits;
    }

    /** Returns whether the key may know that the model exists. */
    private boolean mayUse(String model) {
        try {
            return key.mayUse(ModelName.parse(model));
        } catch (ApiException e) {
            return false;
        }
    }

    /**
     * A native request must keep to the rules of its key. Other dialects are judged when they have been translated, so
     * that one judgement is enough.
     */
    static void judge(Exchange exchange) throws ApiException {
        if (exchange.body() != null && exchange.target() instanceof Target.Native passed) {
            exchange.rules().apply(passed.operation(), exchange.body());
        }
    }

    @Override
    public void keepVisible(JsonObject list) {
        keepVisible(list, "models", "model", "name");
        keepVisible(list, "data", "id", "id");
    }

    /** Ollama names a model twice, OpenAI once. */
    private void keepVisible(JsonObject list, String member, String name, String otherName) {
        if (list.get(member) instanceof JsonArray models) {
            JsonArray kept = new JsonArray();
            for (JsonElement model : models) {
                if (model instanceof JsonObject object
                        && (object.has(name) || object.has(otherName))
                        && isVisible(object, name)
                        && isVisible(object, otherName)) {
                    kept.add(model);
                }
            }
            list.add(member, kept);
        }
    }

    private boolean isVisible(JsonObject model, String member) {
        return !model.has(member) || (model.get(member) instanceof JsonPrimitive text && mayUse(text.getAsString()));
    }

    @Override
    public void apply(NativeOperation operation, JsonObject body) throws ApiException {
        if (!operation.hasBody()) {
            return;
        }
        requireLowerCase(body, "", member -> DECISIVE.contains(member) || MANAGING.contains(member));
        if (body.get("options") instanceof JsonObject options) {
            requireLowerCase(options, "options.", option -> true);
        }
        if (operation.isManagement()) {
            manage(body);
            return;
        }
        ModelName model = model(operation, body);
        // Answers with the rendered template, system prompt included.
        body.remove("_debug_render_only");
        if (isAboutMemory(operation, body) && !key.has(Role.MANAGE)) {
            throw new ApiException(ApiError.forbidden());
        }
        limits.apply(model, operation, body);
    }

    /** Returns the model, or null when none is named, which Ollama refuses. Old clients show a {@code name}. */
    private @Nullable ModelName model(NativeOperation operation, JsonObject body) throws ApiException {
        JsonElement model = body.get("model");
        if (operation == NativeOperation.SHOW && isEmpty(model)) {
            model = body.get("name");
        }
        if (isEmpty(model)) {
            return null;
        }
        if (!(model instanceof JsonPrimitive text && text.isString())) {
            throw new ApiException(ApiError.invalid("model", "'model' must be a string."));
        }
        ModelName name = ModelName.parse(text.getAsString());
        if (!key.mayUse(name)) {
            throw new ApiException(ApiError.modelNotFound(text.getAsString()));
        }
        return name;
    }

    /** Without input Ollama generates nothing: with {@code keep_alive} it loads, unloads or pins the model. */
    private static boolean isAboutMemory(NativeOperation operation, JsonObject body) {
        return switch (operation) {
            case CHAT -> body.has("keep_alive") && isEmpty(body.get("messages"));
            case GENERATE -> body.has("keep_alive") && isEmpty(body.get("prompt"));
            default -> false;
        };
    }

    private static boolean isEmpty(@Nullable JsonElement element) {
        return element == null
                || element instanceof JsonNull
                || (element instanceof JsonArray array && array.isEmpty())
                || (isText(element) && element.getAsString().isEmpty());
    }

    private static boolean isText(JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isString();
    }

    private static void requireLowerCase(JsonObject members, String path, Predicate<String> decisive)
            throws ApiException {
        for (String name : members.keySet()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!lower.equals(name) && decisive.test(lower)) {
                throw new ApiException(ApiError.invalid(path + name, "Write '" + lower + "' in lower case."));
            }
        }
    }

    /** A management call names models of Ollama's registry and nothing else, and makes no connections without TLS. */
    private static void manage(JsonObject body) throws ApiException {
        for (String member : NAMES) {
            JsonElement name = body.get(member);
            if (name == null || name instanceof JsonNull) {
                continue;
            }
            if (!isText(name) || !ModelName.parse(name.getAsString()).host().equals(REGISTRY)) {
                throw new ApiException(
                        ApiError.invalid(member, "'" + member + "' must name a model of Ollama's registry."));
            }
        }
        // Their texts can name any file of the server.
        for (String member : List.of("modelfile", "path")) {
            if (body.has(member)) {
                throw new ApiException(ApiError.invalid(member, "'" + member + "' is not allowed here."));
            }
        }
        if (body.has("insecure")) {
            body.addProperty("insecure", false);
        }
    }
}
