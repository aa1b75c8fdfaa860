package io.github.ollamaguard.servlet;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.stream.Collected;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.upstream.NativeOperation;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A response with a list of models, which reaches the client without those that its key may not use. Collects the whole
 * answer, in either dialect. Used by one thread at a time.
 */
final class ListedModels extends HttpServletResponseWrapper {
    private static final Set<String> PATHS = Set.of(
            NativeOperation.TAGS.path(),
            NativeOperation.PS.path(),
            "/ps",
            Endpoint.MODELS.path(),
            Endpoint.VERSION_PREFIX + Endpoint.MODELS.path());

    private final Dialect dialect;
    private final Predicate<String> visible;
    private final Collected collected = new Collected();
    private final PrintWriter writer;

    ListedModels(HttpServletResponse client, Dialect dialect, Predicate<String> visible) {
        super(client);
        this.dialect = dialect;
        this.visible = visible;
        this.writer = new PrintWriter(new OutputStreamWriter(new Collector(), StandardCharsets.UTF_8));
    }

    /** Returns whether the answer at a path below the prefix is such a list. */
    static boolean areAt(String path) {
        return PATHS.contains(path);
    }

    /** Returns the request in a form whose answer cannot take a way around this one. */
    static HttpServletRequest synchronous(HttpServletRequest request) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public boolean isAsyncSupported() {
                return false;
            }

            @Override
            public AsyncContext startAsync() {
                throw new IllegalStateException("Lists are answered synchronously.");
            }

            @Override
            public AsyncContext startAsync(ServletRequest other, ServletResponse response) {
                return startAsync();
            }
        };
    }

    /** Sends the list to the client; an error answer as it is. */
    void finish() throws IOException {
        writer.flush();
        byte[] body = getStatus() == SC_OK ? visibleOnly() : collected.text().getBytes(StandardCharsets.UTF_8);
        if (!isCommitted()) {
            super.setContentLength(body.length);
            super.getOutputStream().write(body);
        }
    }

    private byte[] visibleOnly() {
        // A HEAD request has no list, and the length of the whole one is nobody's business.
        if (collected.text().isEmpty()) {
            return new byte[0];
        }
        if (!(StrictJson.reply(collected.text()) instanceof JsonObject list)) {
            return ErrorWriter.begin((HttpServletResponse) getResponse(), dialect, ApiError.upstreamInvalid());
        }
        keepVisible(list, "models", "model", "name");
        keepVisible(list, "data", "id", "id");
        return StrictJson.bytes(list);
    }

    private void keepVisible(JsonObject list, String member, String name, String otherName) {
        if (list.get(member) instanceof JsonArray models) {
            JsonArray kept = new JsonArray();
            for (JsonElement model : models) {
                if (model instanceof JsonObject object
                        && (object.has(name) || object.has(otherName))
                        && isVisible(object, name)
                        && isVisible(object, otherName)) {
                    kept.add(model);
                }
            }
            list.add(member, kept);
        }
    }

    private boolean isVisible(JsonObject model, String name) {
        return !model.has(name) || (model.get(name) instanceof JsonPrimitive text && visible.test(text.getAsString()));
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return new Collector();
    }

    @Override
    public PrintWriter getWriter() {
        return writer;
    }

    @Override
    public void flushBuffer() {
        writer.flush();
    }

    @Override
    public void setContentLength(int length) {}

    @Override
    public void setContentLengthLong(long length) {}

    @Override
    public void setHeader(String name, String value) {
        if (!name.equalsIgnoreCase("Content-Length")) {
            super.setHeader(name, value);
        }
    }

    /** Takes what is written. */
    private final class Collector extends ServletOutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                collected.add(bytes, offset, length);
            } catch (ApiException e) {
                throw new IOException("The list is too long.", e);
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("Lists are answered synchronously.");
        }
    }
}
