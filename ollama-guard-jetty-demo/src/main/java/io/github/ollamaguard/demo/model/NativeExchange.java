package io.github.ollamaguard.demo.model;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** One native request and its reply, read and written by the thread that handles it. Not thread-safe. */
final class NativeExchange {
    private static final Gson JSON =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();
    private static final int LARGEST_BODY = 64 << 20;

    private final Request request;
    private final Response response;

    NativeExchange(Request request, Response response) {
        this.request = request;
        this.response = response;
    }

    /** Returns method and path, with one space between them. */
    String operation() {
        return request.getMethod() + " " + request.getHttpURI().getCanonicalPath();
    }

    /**
     * Returns the body of a request to the demo model.
     *
     * @throws NativeException when it is no JSON object, or names no model or another one
     */
    JsonObject body() throws NativeException, IOException {
        JsonObject body = parse(Content.Source.asInputStream(request).readNBytes(LARGEST_BODY));
        if (body == null) {
            throw NativeException.badRequest("the request body is not a JSON object");
        }
        String model = Members.text(body, "model").isEmpty() ? Members.text(body, "name") : Members.text(body, "model");
        if (model.isEmpty()) {
            throw NativeException.badRequest("model is required");
        }
        if (!DemoModel.isCalled(model)) {
            throw NativeException.unknownModel(model);
        }
        return body;
    }

    private static @Nullable JsonObject parse(byte[] bytes) {
        try {
            return JSON.fromJson(new String(bytes, StandardCharsets.UTF_8), JsonObject.class);
        } catch (JsonParseException e) {
            return null;
        }
    }

    void write(int status, JsonObject body) throws IOException {
        write(status, "application/json; charset=utf-8", body.toString());
    }

    void write(int status, String text) throws IOException {
        write(status, "text/plain; charset=utf-8", text);
    }

    private void write(int status, String contentType, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        if (!request.getMethod().equals("HEAD")) {
            Content.Sink.asOutputStream(response).write(bytes);
        }
    }

    /** Begins a streamed reply; every flush reaches the client at once. */
    OutputStream stream() {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-ndjson");
        return Content.Sink.asOutputStream(response);
    }
}
