package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Ollama's errors mean to a client. SDKs choose the exception by the status and retry 408, 409, 429 and
 * everything from 500, so mistakes of the client that Ollama reports as 500 become 400 here.
 *
 * @param inputField the field that holds the text of this endpoint, named when the context overflows
 * @param thinkField the field by which this request asked for thinking
 */
public record NativeErrors(String inputField, String thinkField) {
    private static final int MAX_TEXT = 4096;
    private static final String INVALID_REQUEST = "invalid_request_error";
    private static final String SERVER_ERROR = "server_error";
    private static final String UNSUPPORTED_PARAMETER = "unsupported_parameter";

    private static final Pattern CONTEXT_OVERFLOW =
            Pattern.compile("exceeds? the available context size|exceeds? the context length|exceed_context_size");
    private static final Pattern UNSUPPORTED = Pattern.compile("does not support (\\w+)");
    private static final Pattern OPTION_TYPE = Pattern.compile("option \"([^\"]+)\" must be of type");
    private static final Pattern ADDRESS = Pattern.compile("(?i)\\b(?:https?|tcp)://[^\\s\"']+"
            + "|\\b(?:dial|read|write) (?:tcp|udp)[46]? [^\\s\"']+|\\blookup [^\\s\"']+"
            + "|(?:\\[[0-9a-f:.%]+]|\\blocalhost|\\b\\d{1,3}(?:\\.\\d{1,3}){3}):\\d+");
    private static final Pattern FILE = Pattern.compile("(?<![\\w.])(?:/[\\w.@+-]++){2,}+|\\b[A-Za-z]:\\\\[^\\s\"']+");

    /**
     * What an error says.
     *
     * @param message for people
     * @param hint further text that programs may recognise, empty when there is none
     */
    private record Text(String message, String hint) {
        boolean contains(Pattern pattern) {
            return pattern.matcher(message).find() || pattern.matcher(hint).find();
        }
    }

    /**
     * Returns a reply or line to be read.
     *
     * @throws ApiException when it is an error
     */
    public NativeReply checked(JsonObject json) throws ApiException {
        NativeReply reply = new NativeReply(json);
        if (reply.element("error") != null) {
            throw new ApiException(refusal(200, json.toString()));
        }
        return reply;
    }

    /**
     * Returns the refusal for an error answer.
     *
     * @param status the native status; below 400 for an error inside an answer that began well
     * @param body the native body, JSON or not
     */
    public ApiError refusal(int status, String body) {
        Text text = text(body, status);
        String message = text.message();
        int code = status < 400 ? 500 : status;
        if (text.contains(CONTEXT_OVERFLOW)) {
            return ApiError.invalid(inputField, "context_length_exceeded", message);
        }
        Matcher option = OPTION_TYPE.matcher(message);
        if (option.find()) {
            return ApiError.invalid(option.group(1), "invalid_type", message);
        }
        if (message.startsWith("invalid format:")) {
            return ApiError.invalid("response_format", message);
        }
        Matcher unsupported = UNSUPPORTED.matcher(message);
        if (code == 400 && unsupported.find()) {
            return unsupported(message, unsupported.group(1));
        }
        return byStatus(code, message);
    }

    private ApiError unsupported(String message, String capability) {
        return switch (capability) {
            case "chat", "generate", "embeddings" -> ApiError.invalid("model", "unsupported_model", message);
            case "tools" -> ApiError.invalid("tools", UNSUPPORTED_PARAMETER, message);
            case "thinking" -> ApiError.invalid(thinkField, UNSUPPORTED_PARAMETER, message);
            case "insert" -> ApiError.invalid("suffix", UNSUPPORTED_PARAMETER, message);
            default -> ApiError.invalid(inputField, UNSUPPORTED_PARAMETER, message);
        };
    }

    private static ApiError byStatus(int status, String message) {
        return switch (status) {
            case 401 -> error(401, message, "authentication_error", null, "upstream_unauthorized");
            case 402, 403 -> error(status, message, "permission_error", null, null);
            case 404 ->
                message.contains("model")
                        ? error(404, message, INVALID_REQUEST, "model", "model_not_found")
                        : error(404, message, INVALID_REQUEST, null, "unknown_url");
            case 405 -> error(405, message, INVALID_REQUEST, null, "method_not_allowed");
            case 408, 499 -> error(status, message, SERVER_ERROR, null, "request_canceled");
            case 413 -> error(413, message, INVALID_REQUEST, null, "request_too_large");
            case 429 -> error(429, message, "rate_limit_error", null, "rate_limit_exceeded");
            case 502, 504 -> error(status, message, SERVER_ERROR, null, "upstream_error");
            case 503 ->
                message.contains("server busy")
                        ? new ApiError(503, message, SERVER_ERROR, null, "server_overloaded", Duration.ofSeconds(1))
                        : error(503, message, SERVER_ERROR, null, null);
            default -> error(status, message, status < 500 ? INVALID_REQUEST : SERVER_ERROR, null, null);
        };
    }

    private static ApiError error(
            int status, String message, String type, @Nullable String param, @Nullable String code) {
        return new ApiError(status, message, type, param, code, null);
    }

    private static Text text(String body, int status) {
        Text text = StrictJson.reply(body) instanceof JsonObject object ? text(object) : new Text(body.strip(), "");
        // Errors of the model runner arrive as a JSON document inside the text.
        if (text.message().startsWith("{") && StrictJson.reply(text.message()) instanceof JsonObject nested) {
            text = text(nested);
        }
        String message = text.message().isBlank() ? "Ollama answered with status " + status + "." : text.message();
        return new Text(clean(message), text.hint());
    }

    private static Text text(JsonObject object) {
        JsonElement error = object.get("error");
        if (error instanceof JsonObject detail) {
            NativeReply reply = new NativeReply(detail);
            return new Text(reply.text("message"), reply.text("type"));
        }
        NativeReply reply = new NativeReply(object);
        String message = reply.text("error").isEmpty() ? reply.text("message") : reply.text("error");
        String signIn = reply.text("signin_url");
        return new Text(
                signIn.isEmpty() ? message : message + " (sign in the server at ollama.com)", reply.text("type"));
    }

    /** Addresses and files of the server are nobody's business: Ollama quotes the URL of a runner, the path of a model. */
    private static String clean(String message) {
        String clean =
                FILE.matcher(ADDRESS.matcher(message).replaceAll("upstream")).replaceAll("a file");
        if (clean.length() <= MAX_TEXT) {
            return clean;
        }
        return clean.substring(0, Character.isHighSurrogate(clean.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT);
    }
}
