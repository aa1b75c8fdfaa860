package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
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
    private static final String WANTED = "a string or an array of content parts";

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
        throw Fields.refused(message.path(member), WANTED);
    }

    /** Returns the content of a message that must have one; see {@link #of}. */
    public static Content required(Fields message, String member, String separator) throws ApiException {
        Content content = of(message, member, separator);
        if (content == null) {
            throw Fields.refused(message.path(member), WANTED);
        }
        return content;
    }

    /** Returns the native message with this content. */
    public JsonObject message(String role) {
        JsonObject message = Json.object("role", role, "content", text);
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
                throw Fields.unsupported(
                        part.path("type"),
                        "Unsupported content part; send text, image_url (as a data URI) or input_audio.");
        }
    }

    private static String imageUrl(Fields part) throws ApiException {
        String url = Fields.text(part.element("image_url"));
        return url == null ? required(part.requiredObject("image_url", "an object with the member 'url'"), "url") : url;
    }

    private static String audio(Fields part) throws ApiException {
        Fields audio = part.requiredObject("input_audio", "an object with the member 'data'");
        return Media.base64(required(audio, "data"), audio.path("data"), "invalid_audio");
    }

    private static String required(Fields part, String name) throws ApiException {
        String value = part.string(name);
        if (value == null) {
            throw Fields.refused(part.path(name), "a string");
        }
        return value;
    }

    /**
     * Images and sound in the only form that Ollama takes: standard base64 (RFC 4648, section 4) with padding and
     * without the head of a data URI (RFC 2397).
     */
    static final class Media {
        private static final String CODE = "invalid_image_url";

        private Media() {}

        /**
         * Returns the base64 of a data URI, or of bare base64.
         *
         * @param url what the client sent; a web address is refused, because the guard fetches nothing for its clients
         * @param param its path, for errors
         */
        static String image(String url, String param) throws ApiException {
            if (!url.regionMatches(true, 0, "data:", 0, 5)) {
                if (url.contains("://")) {
                    throw refused(param, "Web addresses are not fetched; send the image as a data URI.");
                }
                return base64(url, param, CODE);
            }
            int comma = url.indexOf(',');
            if (comma < 0 || !url.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
                throw refused(param, "The data URI must hold base64: data:image/png;base64,...");
            }
            String payload = url.substring(comma + 1);
            return base64(payload.indexOf('%') >= 0 ? percentDecoded(payload, param) : payload, param, CODE);
        }

        /** Returns standard base64 with padding for base64 in any common spelling. */
        static String base64(String text, String param, String code) throws ApiException {
            StringBuilder standard = new StringBuilder(text.length() + 3);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                switch (c) {
                    case ' ', '\t', '\r', '\n', '=' -> {}
                    case '-' -> standard.append('+');
                    case '_' -> standard.append('/');
                    default -> standard.append(c);
                }
            }
            while (standard.length() % 4 != 0) {
                standard.append('=');
            }
            String result = standard.toString();
            try {
                if (Base64.getDecoder().decode(result).length > 0) {
                    return result;
                }
            } catch (IllegalArgumentException e) {
                throw new ApiException(ApiError.invalid(param, code, "The data is not valid base64."));
            }
            throw new ApiException(ApiError.invalid(param, code, "The data is empty."));
        }

        private static String percentDecoded(String payload, String param) throws ApiException {
            try {
                // URLDecoder is made for forms, where a plus sign means a space; here it is a base64 digit.
                return URLDecoder.decode(payload.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw refused(param, "The data URI is not valid.");
            }
        }

        private static ApiException refused(String param, String message) {
            return new ApiException(ApiError.invalid(param, CODE, message));
        }
    }
}
