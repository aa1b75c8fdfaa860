package io.github.ollamaguard.internal.translate.shared;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * Images and sound in the only form that Ollama takes: standard base64 (RFC 4648, section 4) with padding and without
 * the head of a data URI (RFC 2397).
 */
final class Media {
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
