package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The content of one message: a text and media, whatever parts it came in. Ollama has one list for all media and looks
 * at the bytes to tell images from sound.
 *
 * @param text all text parts, joined
 * @param media standard base64, in the order of the parts
 */
public record Content(String text, JsonArray media) {

    public static Content text(String text) {
        return new Content(text, new JsonArray());
    }

    /**
     * Returns the content of a message, or null when it has none.
     *
     * @param member the member that holds it
     * @param separator what stands between its text parts
     */
    public static @Nullable Content of(Fields message, String member, String separator) throws ApiException {
        JsonElement content = message.element(member);
        if (content == null) {
            return null;
        }
        if (Fields.isString(content)) {
            return text(content.getAsString());
        }
        if (content instanceof JsonArray parts) {
            return parts(parts, message.path(member), separator);
        }
        throw Fields.refused(message.path(member), "a string or an array of content parts");
    }

    /** Adds the native members {@code content} and {@code images}. */
    public JsonObject addTo(JsonObject message) {
        message.addProperty("content", text);
        if (!media.isEmpty()) {
            message.add("images", media);
        }
        return message;
    }

    private static Content parts(JsonArray parts, String path, String separator) throws ApiException {
        StringJoiner text = new StringJoiner(separator);
        JsonArray media = new JsonArray();
        for (int i = 0; i < parts.size(); i++) {
            if (Fields.isString(parts.get(i))) {
                text.add(parts.get(i).getAsString());
            } else {
                part(Fields.at(parts.get(i), path + "[" + i + "]"), text, media);
            }
        }
        return new Content(text.toString(), media);
    }

    private static void part(Fields part, StringJoiner text, JsonArray media) throws ApiException {
        String type = part.string("type");
        switch (type == null ? "" : type) {
            case "text", "input_text", "output_text" -> text.add(required(part, "text"));
            case "refusal" -> text.add(required(part, "refusal"));
            case "image_url", "input_image" -> media.add(Media.image(imageUrl(part), part.path("image_url")));
            case "input_audio" -> media.add(audio(part));
            default ->
                throw new ApiException(ApiError.invalid(
                        part.path("type"),
                        "unsupported_value",
                        "Unsupported content part; send text, image_url (as a data URI) or input_audio."));
        }
    }

    private static String imageUrl(Fields part) throws ApiException {
        if (Fields.isString(part.element("image_url"))) {
            return required(part, "image_url");
        }
        Fields image = part.object("image_url");
        if (image == null) {
            throw Fields.refused(part.path("image_url"), "an object with the member 'url'");
        }
        return required(image, "url");
    }

    private static String audio(Fields part) throws ApiException {
        Fields audio = part.object("input_audio");
        if (audio == null) {
            throw Fields.refused(part.path("input_audio"), "an object with the member 'data'");
        }
        return Media.base64(required(audio, "data"), audio.path("data"), "invalid_audio");
    }

    private static String required(Fields part, String name) throws ApiException {
        String value = part.string(name);
        if (value == null) {
            throw Fields.refused(part.path(name), "a string");
        }
        return value;
    }
}
