package io.github.ollamaguard.internal.translate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's {@code n}: several answers to one prompt, which are several native calls. */
final class Choices {
    private Choices() {}

    /** Returns {@code n}; 1 when absent. */
    static int count(Fields fields, TranslationOptions options) throws ApiException {
        int count = fields.integer("n", 1, 1, Integer.MAX_VALUE);
        if (count > options.maxChoices()) {
            throw new ApiException(ApiError.invalid(
                    "n", "unsupported_value", "'n' may be at most " + options.maxChoices() + " on this server."));
        }
        return count;
    }

    /** Returns one body per choice; a given seed is raised by one each, or all answers would be the same. */
    static List<JsonObject> spread(JsonObject body, int count) {
        List<JsonObject> bodies = new ArrayList<>(count);
        bodies.add(body);
        for (int i = 1; i < count; i++) {
            JsonObject copy = body.deepCopy();
            JsonObject options = copy.getAsJsonObject("options");
            JsonElement seed = options == null ? null : options.get("seed");
            if (seed != null && seed.getAsBigDecimal().signum() >= 0) {
                options.addProperty("seed", seed.getAsBigDecimal().add(BigDecimal.valueOf(i)));
            }
            bodies.add(copy);
        }
        return bodies;
    }

    /** Returns how to count the tokens of a stream, or null when the client did not ask for it. */
    static @Nullable Tally usageInStream(Fields fields, int choicesPerPrompt) throws ApiException {
        Fields options = fields.object("stream_options");
        return options != null && options.flag("include_usage") ? new Tally(choicesPerPrompt) : null;
    }
}
