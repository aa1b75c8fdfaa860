package io.github.ollamaguard.internal.translate.openai;

import static io.github.ollamaguard.internal.translate.shared.Field.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.FieldTable;
import io.github.ollamaguard.internal.translate.shared.Fields;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.internal.translate.shared.TranslationOptions;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.util.List;

/** {@code GET /v1/models} as {@code GET /api/tags}, {@code GET /v1/models/{model}} as {@code POST /api/show}. */
public final class ModelTranslation {
    /** The name in the path stands for a body. */
    public static final FieldTable FIELDS = FieldTable.of(List.of(read("model", "")));

    private static final NativeErrors ERRORS = new NativeErrors("model", "model");

    private ModelTranslation() {}

    public static Translation list(JsonObject request, TranslationOptions options) {
        return Translation.of(NativeOperation.TAGS, List.of(new JsonObject()), replies -> list(replies.get(0)), ERRORS);
    }

    public static Translation retrieve(JsonObject request, TranslationOptions options) throws ApiException {
        String name = Fields.of(request).model();
        JsonObject body = new JsonObject();
        body.addProperty("model", name);
        return Translation.of(
                NativeOperation.SHOW, List.of(body), replies -> ModelObject.of(name, replies.get(0)), ERRORS);
    }

    private static JsonElement list(NativeReply reply) {
        JsonArray data = new JsonArray();
        for (NativeReply model : reply.objects("models")) {
            String name = model.text("model").isEmpty() ? model.text("name") : model.text("model");
            data.add(ModelObject.of(name, model));
        }
        JsonObject list = new JsonObject();
        list.addProperty("object", "list");
        list.add("data", data);
        return list;
    }
}
