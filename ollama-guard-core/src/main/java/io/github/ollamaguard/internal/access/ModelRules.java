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
import io.github.ollamaguard.internal.route.RouteTable.RouteMatch;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.Role;
import io.github.ollamaguard.model.ModelName;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a key may ask of Ollama, decided on the native body and so alike for both dialects: which models, and nothing that
 * loads, unloads or pins one for everybody else. Immutable and thread-safe.
 */
final class ModelRules implements NativeRules {
    /** Members that decide something here; Ollama would read them in any case of their letters. */
    private static final Set<String> DECISIVE = Set.of(
            "model", "name", "messages", "prompt", "keep_alive", "options", "think", "shift", "_debug_render_only");

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
     * A native request must keep to the rules of its key. Other dialects are judged when they have been translated, so that
     * one judgement is enough.
     */
    static void judge(Exchange exchange) throws ApiException {
        if (exchange.body() != null
                && exchange.route() instanceof RouteMatch.Found found
                && found.route().target() instanceof Target.Native passed) {
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
        refuseOtherSpellings(body);
        if (operation.isManagement()) {
            ManagementRules.apply(body);
            return;
        }
        String name = model(operation, body);
        ModelName model = name == null ? null : allowed(name);
        // Answers with the rendered template, system prompt included.
        body.remove("_debug_render_only");
        if (isAboutMemory(operation, body) && !key.has(Role.MANAGE)) {
            throw new ApiException(ApiError.forbidden());
        }
        limits.apply(model, operation, body);
    }

    private ModelName allowed(String model) throws ApiException {
        ModelName name = ModelName.parse(model);
        if (!key.mayUse(name)) {
            throw new ApiException(ApiError.modelNotFound(model));
        }
        return name;
    }

    /** Returns the model, or null when none is named, which Ollama refuses. Old clients show a {@code name}. */
    private static @Nullable String model(NativeOperation operation, JsonObject body) throws ApiException {
        JsonElement model = body.get("model");
        if (operation == NativeOperation.SHOW && isEmpty(model)) {
            model = body.get("name");
        }
        if (isEmpty(model)) {
            return null;
        }
        if (model instanceof JsonPrimitive text && text.isString()) {
            return text.getAsString();
        }
        throw new ApiException(ApiError.invalid("model", "'model' must be a string."));
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
                || (element instanceof JsonPrimitive text
                        && text.isString()
                        && text.getAsString().isEmpty());
    }

    private static void refuseOtherSpellings(JsonObject body) throws ApiException {
        for (String name : body.keySet()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!lower.equals(name)
                    && (DECISIVE.contains(lower)
                            || ManagementRules.decisiveMembers().contains(lower))) {
                throw otherSpelling(name, lower);
            }
        }
        if (body.get("options") instanceof JsonObject options) {
            for (String name : options.keySet()) {
                String lower = name.toLowerCase(Locale.ROOT);
                if (!lower.equals(name)) {
                    throw otherSpelling("options." + name, lower);
                }
            }
        }
    }

    private static ApiException otherSpelling(String param, String lower) {
        return new ApiException(ApiError.invalid(param, "Write '" + lower + "' in lower case."));
    }
}
