package io.github.ollamaguard.demo;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.Dialect;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What Jetty answers itself (a malformed request, a path outside the guard), in the form that API clients read instead
 * of HTML, and without any detail of the server. Thread-safe.
 */
final class JsonErrors extends ErrorHandler {
    private static final String JSON = "application/json";

    private final String prefix;

    /** Creates the handler; {@code prefix} is where the guard lives, empty or without a slash at its end. */
    JsonErrors(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        String path = String.valueOf(request.getHttpURI().getPath());
        Dialect dialect = Dialect.of(path.startsWith(prefix) ? path.substring(prefix.length()) : path);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
        Content.Sink.write(response, true, dialect.json(error(status, request.getMethod(), path)), callback);
    }

    private static ApiError error(int status, String method, String path) {
        return status == HttpStatus.NOT_FOUND_404 ? ApiError.unknownUrl(method, path) : generic(status);
    }

    private static ApiError generic(int status) {
        String type = status < 500 ? "invalid_request_error" : "server_error";
        return new ApiError(status, HttpStatus.getMessage(status) + ".", type, null, null, null);
    }
}
