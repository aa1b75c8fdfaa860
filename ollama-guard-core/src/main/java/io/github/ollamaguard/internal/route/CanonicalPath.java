package io.github.ollamaguard.internal.route;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.util.HexFormat;
import java.util.List;

/**
 * The rule for request paths: segments of {@code A-Z a-z 0-9 . _ : -} joined by single slashes, none of them {@code .}
 * or {@code ..}. Containers disagree on what any other spelling means, and a check that reads it differently from the
 * container can be led past; so another spelling is refused, not repaired.
 */
public final class CanonicalPath {
    /** Names of models contain slashes and colons, which clients rightly percent-encode in a path. */
    private static final List<String> MODEL_PREFIXES = List.of("/v1/models/", "/models/");

    private CanonicalPath() {}

    /**
     * Returns the part of a request's path below the base, which starts with a slash and is canonical. Below {@code
     * /models/} and {@code /v1/models/} percent escapes are decoded, once.
     *
     * @param base where the guard lives: empty, or a path without a slash at its end
     * @param rawUri {@code HttpServletRequest.getRequestURI()}: not decoded, without query
     * @throws ApiException 400 for another spelling than the canonical one, 404 for a path that is not below the base
     */
    public static String below(String base, String rawUri) throws ApiException {
        boolean isBelow = rawUri.equals(base) || rawUri.startsWith(base + "/");
        String path = isBelow ? rawUri.substring(base.length()) : rawUri;
        String decoded = isBelow ? decodeModel(path) : path;
        boolean canonical = (decoded.isEmpty() || isCanonical(decoded)) && (base.isEmpty() || isCanonical(base));
        if (!canonical) {
            throw nonCanonical();
        }
        if (!isBelow) {
            throw new ApiException(ApiError.unknownUrl());
        }
        return decoded.isEmpty() ? "/" : decoded;
    }

    /** Returns whether a path that starts with a slash has the canonical spelling. A slash at its end is allowed. */
    static boolean isCanonical(String path) {
        if (!path.startsWith("/")) {
            return false;
        }
        int start = 1;
        for (int end = path.indexOf('/', start); end >= 0; end = path.indexOf('/', start)) {
            if (!isSegment(path, start, end)) {
                return false;
            }
            start = end + 1;
        }
        return start == path.length() || isSegment(path, start, path.length());
    }

    private static boolean isSegment(String path, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!isSegmentCharacter(path.charAt(i))) {
                return false;
            }
        }
        int length = end - start;
        return length > 0 && (length > 2 || !"..".startsWith(path.substring(start, end)));
    }

    private static boolean isSegmentCharacter(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || "._:-".indexOf(character) >= 0;
    }

    private static String decodeModel(String path) throws ApiException {
        for (String prefix : MODEL_PREFIXES) {
            if (path.startsWith(prefix)) {
                return prefix + decode(path.substring(prefix.length()));
            }
        }
        return path;
    }

    /** Decodes to single bytes read as Latin-1; whatever is not legal in a path fails the check that follows. */
    private static String decode(String text) throws ApiException {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '%') {
                character = (char) (hexDigit(text, i + 1) * 16 + hexDigit(text, i + 2));
                i += 2;
            }
            decoded.append(character);
        }
        return decoded.toString();
    }

    private static int hexDigit(String text, int index) throws ApiException {
        if (index >= text.length() || !HexFormat.isHexDigit(text.charAt(index))) {
            throw nonCanonical();
        }
        return HexFormat.fromHexDigit(text.charAt(index));
    }

    private static ApiException nonCanonical() {
        return new ApiException(
                ApiError.badRequest("The request path contains characters or segments that are not allowed."));
    }
}
