package io.github.ollamaguard.internal.upstream;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

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
    /** Clients of Ollama ask with HEAD whether it is there. */
    TAGS(List.of("GET", "HEAD"), List.of("/api/tags")),
    PS(List.of("GET"), List.of("/api/ps", "/ps")),
    VERSION(List.of("GET", "HEAD"), List.of("/api/version")),
    PULL("POST", "/api/pull"),
    PUSH("POST", "/api/push"),
    CREATE("POST", "/api/create"),
    COPY("POST", "/api/copy"),
    DELETE("DELETE", "/api/delete");

    private static final Set<NativeOperation> MANAGEMENT = EnumSet.of(PULL, PUSH, CREATE, COPY, DELETE);
    private static final Set<NativeOperation> MODEL_LISTS = EnumSet.of(TAGS, PS);

    private final List<String> methods;
    private final List<String> paths;

    NativeOperation(String method, String path) {
        this(List.of(method), List.of(path));
    }

    NativeOperation(List<String> methods, List<String> paths) {
        this.methods = methods;
        this.paths = paths;
    }

    /** Returns the HTTP method with which Ollama is asked, in capitals. */
    public String method() {
        return methods.get(0);
    }

    /** Returns the methods with which a client may ask, {@link #method} first. */
    public List<String> methods() {
        return methods;
    }

    /** Returns the path below Ollama's root, starting with {@code /api/}. */
    public String path() {
        return paths.get(0);
    }

    /** Returns the paths below the guard's prefix, {@link #path} first, then its aliases. */
    public List<String> paths() {
        return paths;
    }

    /** Returns whether a JSON body belongs to it. */
    public boolean hasBody() {
        return !method().equals("GET");
    }

    /** Returns whether it changes the models of the server, instead of using them. */
    public boolean isManagement() {
        return MANAGEMENT.contains(this);
    }

    /** Returns whether the reply is a list of models. */
    public boolean listsModels() {
        return MODEL_LISTS.contains(this);
    }
}
