package io.github.ollamaguard.upstream;

import org.jspecify.annotations.Nullable;

/**
 * An operation of Ollama's native API that the guard can send: its method and its constant path. There is no other way
 * to reach Ollama, so an operation that is not listed here cannot be called.
 */
public enum NativeOperation {
    CHAT("POST", "/api/chat"),
    GENERATE("POST", "/api/generate"),
    EMBED("POST", "/api/embed"),
    EMBEDDINGS("POST", "/api/embeddings"),
    SHOW("POST", "/api/show"),
    TAGS("GET", "/api/tags"),
    PS("GET", "/api/ps"),
    VERSION("GET", "/api/version");

    private final String method;
    private final String path;

    NativeOperation(String method, String path) {
        this.method = method;
        this.path = path;
    }

    /** Returns the HTTP method, in capitals. */
    public String method() {
        return method;
    }

    /** Returns the path below Ollama's root, starting with {@code /api/}. */
    public String path() {
        return path;
    }

    /** Returns whether a JSON body belongs to it. */
    public boolean hasBody() {
        return method.equals("POST");
    }

    /** Returns the operation with exactly this path, or null. */
    public static @Nullable NativeOperation ofPath(String path) {
        for (NativeOperation operation : values()) {
            if (operation.path.equals(path)) {
                return operation;
            }
        }
        return null;
    }
}
