package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The one key that a request presents, in any of the forms that clients use: {@code Authorization} with {@code Bearer}
 * or {@code Basic} (the key is the password), {@code X-API-Key}, {@code api-key}, the WebSocket protocol {@code
 * openai-insecure-api-key.KEY}, and when allowed the query parameter {@code api_key}. Two different keys are an error,
 * since nobody could say whose request it is.
 *
 * @param fromQuery whether the query counts; URLs end up in logs and histories, so this should stay off
 */
record Credentials(boolean fromQuery) {
    /** Stands for a credential that cannot be a key: it equals none, but still is one more credential. */
    private static final String MALFORMED = "";

    /**
     * Returns the presented key, which may be malformed or unknown; a missing one is malformed, so that all of them go
     * the same way.
     *
     * @throws ApiException 400 when there are different ones
     */
    String presented(ClientRequest request) throws ApiException {
        Set<String> keys = new HashSet<>();
        request.headers("Authorization").forEach(value -> keys.add(authorization(value.strip())));
        request.headers("X-API-Key").forEach(value -> keys.add(oneWord(value)));
        request.headers("api-key").forEach(value -> keys.add(oneWord(value)));
        request.headers("Sec-WebSocket-Protocol").forEach(value -> addFromProtocols(value, keys));
        if (fromQuery && request.query() != null) {
            addFromQuery(request.query(), keys);
        }
        if (keys.size() > 1) {
            throw new ApiException(ApiError.ambiguousCredentials());
        }
        return keys.isEmpty() ? MALFORMED : keys.iterator().next();
    }

    private static String authorization(String value) {
        int space = value.indexOf(' ');
        if (space < 0) {
            return MALFORMED;
        }
        String credential = value.substring(space + 1);
        // RFC 9110, section 11.1: the scheme is case-insensitive.
        return switch (value.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "bearer" -> oneWord(credential);
            case "basic" -> password(credential.strip());
            default -> MALFORMED;
        };
    }

    private static String password(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? MALFORMED : oneWord(pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return MALFORMED;
        }
    }

    /** Keys are one word of visible ASCII; anything else may be two credentials that an intermediary joined. */
    private static String oneWord(String value) {
        String word = value.strip();
        return word.chars().allMatch(c -> c > ' ' && c < 0x7F) ? word : MALFORMED;
    }

    /** A page can give a WebSocket no header, but names of protocols; this is OpenAI's convention. */
    private static void addFromProtocols(String protocols, Set<String> keys) {
        for (String protocol : protocols.split(",", -1)) {
            if (protocol.strip().startsWith(WebSocketHandshake.KEY_PROTOCOL)) {
                keys.add(oneWord(protocol.strip().substring(WebSocketHandshake.KEY_PROTOCOL.length())));
            }
        }
    }

    /** Reads the raw query: {@code getParameter} would consume a body that claims to be a form. */
    private static void addFromQuery(String query, Set<String> keys) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith("api_key=")) {
                keys.add(decoded(pair.substring("api_key=".length())));
            }
        }
    }

    private static String decoded(String value) {
        try {
            return oneWord(URLDecoder.decode(value, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return MALFORMED;
        }
    }
}
