package io.github.ollamaguard.internal.translate.openai;

import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.FieldTable;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.Json;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/models} as {@code GET /api/tags}, {@code GET /v1/models/{model}} as {@code POST /api/show}. */
public final class ModelTranslation {
    /** The name in the path stands for a body. */
    public static final FieldTable FIELDS = FieldTable.of(List.of(read("model", "")));

    private static final NativeErrors ERRORS = new NativeErrors("model", "model");

    private ModelTranslation() {}

    public static Translation list(JsonObject request, Translation.Options options) {
        return Translation.of(NativeOperation.TAGS, List.of(new JsonObject()), replies -> list(replies.get(0)), ERRORS);
    }

    public static Translation retrieve(JsonObject request, Translation.Options options) throws ApiException {
        String name = Fields.of(request).model();
        return Translation.of(
                NativeOperation.SHOW,
                List.of(Json.object("model", name)),
                replies -> model(name, replies.get(0)),
                ERRORS);
    }

    private static JsonElement list(NativeReply reply) {
        JsonArray data = new JsonArray();
        for (NativeReply model : reply.objects("models")) {
            String name = model.text("model").isEmpty() ? model.text("name") : model.text("model");
            data.add(model(name, model));
        }
        return Json.object("object", "list", "data", data);
    }

    /**
     * Returns OpenAI's model object, with what Ollama knows besides as further members.
     *
     * @param name the full name, for instance {@code hf.co/unsloth/Q:Q4}
     * @param source an entry of {@code /api/tags} or the answer of {@code /api/show}
     */
    static JsonObject model(String name, NativeReply source) {
        NativeReply details = source.object("details");
        JsonObject model = Json.object(
                "id", name, "object", "model", "created", source.time("modified_at"), "owned_by", namespace(name));
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
