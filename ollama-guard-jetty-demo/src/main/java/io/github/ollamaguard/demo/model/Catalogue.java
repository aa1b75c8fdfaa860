package io.github.ollamaguard.demo.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;

/** What Ollama tells about its models, for the only model there is. */
final class Catalogue {
    private static final String FAMILY = "demo";
    private static final String BUILT = "2026-11-01T00:00:00Z";
    private static final String DIGEST = "de30".repeat(16);
    private static final int CONTEXT_LENGTH = 8192;

    private Catalogue() {}

    static JsonObject version() {
        JsonObject version = new JsonObject();
        version.addProperty("version", DemoModel.VERSION);
        return version;
    }

    static JsonObject tags() {
        JsonObject model = entry();
        model.addProperty("modified_at", BUILT);
        return models(model);
    }

    static JsonObject running() {
        JsonObject model = entry();
        model.addProperty(
                "expires_at", Instant.now().plus(Duration.ofMinutes(5)).toString());
        model.addProperty("size_vram", 0);
        model.addProperty("context_length", CONTEXT_LENGTH);
        return models(model);
    }

    static JsonObject show() {
        JsonObject info = new JsonObject();
        info.addProperty("general.architecture", FAMILY);
        info.addProperty("general.parameter_count", 0);
        info.addProperty("demo.context_length", CONTEXT_LENGTH);
        info.addProperty("demo.embedding_length", Embedding.DIMENSIONS);
        JsonObject show = new JsonObject();
        show.addProperty("modelfile", "FROM demo\n");
        show.addProperty("parameters", "");
        show.addProperty("template", "{{ .Prompt }}");
        show.add("details", details());
        show.add("model_info", info);
        show.add("capabilities", texts("completion", "tools", "thinking", "vision", "embedding"));
        show.addProperty("modified_at", BUILT);
        return show;
    }

    private static JsonObject entry() {
        JsonObject model = new JsonObject();
        model.addProperty("name", DemoModel.NAME);
        model.addProperty("model", DemoModel.NAME);
        model.addProperty("size", 0);
        model.addProperty("digest", DIGEST);
        model.add("details", details());
        return model;
    }

    private static JsonObject details() {
        JsonObject details = new JsonObject();
        details.addProperty("parent_model", "");
        details.addProperty("format", "gguf");
        details.addProperty("family", FAMILY);
        details.add("families", texts(FAMILY));
        details.addProperty("parameter_size", "0B");
        details.addProperty("quantization_level", "F32");
        return details;
    }

    private static JsonObject models(JsonObject model) {
        JsonArray list = new JsonArray();
        list.add(model);
        JsonObject models = new JsonObject();
        models.add("models", list);
        return models;
    }

    private static JsonArray texts(String... values) {
        JsonArray texts = new JsonArray();
        for (String value : values) {
            texts.add(value);
        }
        return texts;
    }
}
