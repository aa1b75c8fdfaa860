package io.github.ollamaguard.internal.access;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.model.ModelName;
import java.util.List;
import java.util.Set;

/**
 * What the operations that change models may name. A name can hold the host of a registry, which makes the server connect
 * to it and, on push, send a model there; only Ollama's own registry is allowed. Stateless.
 */
final class ManagementRules {
    private static final String REGISTRY = "registry.ollama.ai";
    private static final List<String> NAMES = List.of("model", "name", "source", "destination", "from");
    private static final Set<String> DECISIVE =
            Set.of("model", "name", "source", "destination", "from", "insecure", "modelfile", "path");

    private ManagementRules() {}

    /** Returns the members that Ollama would read in any case of their letters. */
    static Set<String> decisiveMembers() {
        return DECISIVE;
    }

    /**
     * Checks the body of a management call and forbids connections without TLS.
     *
     * @throws ApiException 400 for a body that names something else than models of Ollama's registry
     */
    static void apply(JsonObject body) throws ApiException {
        for (String member : NAMES) {
            JsonElement name = body.get(member);
            if (name != null && !(name instanceof JsonNull)) {
                checkName(member, name);
            }
        }
        // Their texts can name any file of the server.
        refuse(body, "modelfile");
        refuse(body, "path");
        if (body.has("insecure")) {
            body.addProperty("insecure", false);
        }
    }

    private static void checkName(String member, JsonElement name) throws ApiException {
        boolean isText = name instanceof JsonPrimitive primitive && primitive.isString();
        if (!isText || !ModelName.parse(name.getAsString()).host().equals(REGISTRY)) {
            throw new ApiException(
                    ApiError.invalid(member, "'" + member + "' must name a model of Ollama's registry."));
        }
    }

    private static void refuse(JsonObject body, String member) throws ApiException {
        if (body.has(member)) {
            throw new ApiException(ApiError.invalid(member, "'" + member + "' is not allowed here."));
        }
    }
}
