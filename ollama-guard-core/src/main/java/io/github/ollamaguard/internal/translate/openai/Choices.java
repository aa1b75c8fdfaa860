package io.github.ollamaguard.internal.translate.openai;

import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.dropped;
import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.read;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.FieldTable.Field;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.Json;
import io.github.ollamaguard.internal.translate.shared.Translation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** OpenAI's {@code n}: several answers to one prompt, which are several native calls. */
final class Choices {
    /** How many answers and how long, by the names of this API. */
    static final List<Field> FIELDS = List.of(
            read("max_tokens", "OpenAI's default is not imposed", "64"),
            read("max_completion_tokens", "wins over `max_tokens`", "64"),
            read("n", "as many calls, at most `max-choices`; each has its own seed when one is given", "2", "1000"),
            read("stream_options", "answered by the guard", "{'include_usage': true}"),
            dropped("logit_bias", "Ollama has nothing like it", "{'50256': -100}"));

    private Choices() {}

    /** Returns {@code n}; 1 when absent. */
    static int count(Fields fields, Translation.Options options) throws ApiException {
        int count = fields.integer("n", 1, 1, Integer.MAX_VALUE);
        if (count > options.maxChoices()) {
            throw Fields.unsupported("n", "'n' may be at most " + options.maxChoices() + " on this server.");
        }
        return count;
    }

    /** Returns one body per choice; a given seed is raised by one each, or all answers would be the same. */
    static List<JsonObject> spread(JsonObject body, int count) {
        List<JsonObject> bodies = new ArrayList<>(count);
        bodies.add(body);
        for (int i = 1; i < count; i++) {
            JsonObject copy = Json.copy(body);
            JsonObject options = body.getAsJsonObject("options");
            JsonElement seed = options == null ? null : options.get("seed");
            if (seed != null && seed.getAsBigDecimal().signum() >= 0) {
                JsonObject own = Json.copy(options);
                own.addProperty("seed", seed.getAsBigDecimal().add(BigDecimal.valueOf(i)));
                copy.add("options", own);
            }
            bodies.add(copy);
        }
        return bodies;
    }

    /** Returns whether a stream shall tell what it cost. */
    static boolean usageInStream(Fields fields) throws ApiException {
        Fields options = fields.object("stream_options");
        return options != null && options.flag("include_usage");
    }
}
