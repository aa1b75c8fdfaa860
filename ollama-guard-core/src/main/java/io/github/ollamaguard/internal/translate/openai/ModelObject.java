package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's model object, with what Ollama knows besides as further members. */
final class ModelObject {
    private ModelObject() {}

    /**
     * Returns the object of a model.
     *
     * @param name the full name, for instance {@code hf.co/unsloth/Q:Q4}
     * @param source an entry of {@code /api/tags} or the answer of {@code /api/show}
     */
    static JsonObject of(String name, NativeReply source) {
        NativeReply details = source.object("details");
        JsonObject model = new JsonObject();
        model.addProperty("id", name);
        model.addProperty("object", "model");
        model.addProperty("created", source.time("modified_at"));
        model.addProperty("owned_by", namespace(name));
        addNumber(model, "context_length", contextLength(source));
        if (source.element("capabilities") instanceof JsonArray capabilities) {
            model.add("capabilities", capabilities);
        }
        addText(model, "parameter_size", details.text("parameter_size"));
        addText(model, "quantization_level", details.text("quantization_level"));
        addNumber(model, "size", source.element("size"));
        addText(model, "digest", source.text("digest"));
        return model;
    }

    /** Returns the part of a name before the last slash, without a host: {@code library} when there is none. */
    private static String namespace(String name) {
        int end = name.lastIndexOf('/');
        if (end <= 0) {
            return "library";
        }
        return name.substring(name.lastIndexOf('/', end - 1) + 1, end);
    }

    private static @Nullable JsonElement contextLength(NativeReply source) {
        JsonElement listed = source.object("details").element("context_length");
        if (listed != null) {
            return listed;
        }
        for (Map.Entry<String, JsonElement> info :
                source.object("model_info").json().entrySet()) {
            if (info.getKey().endsWith(".context_length")) {
                return info.getValue();
            }
        }
        return null;
    }

    private static void addText(JsonObject target, String name, String text) {
        if (!text.isEmpty()) {
            target.addProperty(name, text);
        }
    }

    private static void addNumber(JsonObject target, String name, @Nullable JsonElement value) {
        if (Fields.isNumber(value)) {
            target.add(name, value);
        }
    }
}
