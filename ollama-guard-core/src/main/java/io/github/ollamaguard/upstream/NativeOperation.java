package io.github.ollamaguard.upstream;

import java.util.EnumSet;
import java.util.Set;
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
    VERSION("GET", "/api/version"),
    PULL("POST", "/api/pull"),
    PUSH("POST", "/api/push"),
    CREATE("POST", "/api/create"),
    COPY("POST", "/api/copy"),
    DELETE("DELETE", "/api/delete");

    private static final Set<NativeOperation> MANAGEMENT = EnumSet.of(PULL, PUSH, CREATE, COPY, DELETE);

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
        return !method.equals("GET");
    }

    /** Returns whether it changes the models of the server, instead of using them. */
    public boolean isManagement() {
        return MANAGEMENT.contains(this);
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
