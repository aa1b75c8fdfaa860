package io.github.ollamaguard.error;

import com.google.gson.JsonObject;

/** The two forms in which clients expect an error: the path decides, not the client. */
public enum Dialect {
    /** {@code {"error":{"message","type","param","code"}}}, all four members always present. */
    OPENAI,

    /** {@code {"error":"text"}}. */
    OLLAMA;

    /** Returns the dialect of a path below the guard's prefix, which starts with a slash. */
    public static Dialect of(String path) {
        return path.startsWith("/api/") || path.equals("/api") || path.equals("/ps") ? OLLAMA : OPENAI;
    }

    /** Returns the error as one line of JSON. */
    public String json(ApiError error) {
        JsonObject object = new JsonObject();
        if (this == OLLAMA) {
            object.addProperty("error", error.message());
        } else {
            JsonObject detail = new JsonObject();
            detail.addProperty("message", error.message());
            detail.addProperty("type", error.type());
            detail.addProperty("param", error.param());
            detail.addProperty("code", error.code());
            object.add("error", detail);
        }
        return object.toString();
    }
}
